import { Link } from "react-router";
import type { Noun, Row } from "../noun/noun";
import { paths } from "../paths";

const part = { group: "两库", hidden: true };

/** Tags of one subject. */
export const subjectTags: Noun = {
  ...part,
  slug: "subject-tags",
  title: "标签",
  path: "/api/v1/subject-tags",
  rows: "/api/v1/subjects/{id}/tags",
  permission: "tag.read",
  name: (row) => String(row.name),
  columns: [
    { key: "name" },
    { key: "valid_from" },
    { key: "valid_to", label: "到哪天止" },
    { key: "withdrawn", label: "误加后撤回" },
  ],
  actions: { end: { label: "取消标签", danger: true } },
};

/** Who is responsible for supervising one subject, in which matter. */
export const duties: Noun = {
  ...part,
  slug: "subject-duties",
  title: "监管责任",
  path: "/api/v1/duties",
  rows: "/api/v1/subjects/{id}/duties",
  permission: "tag.read",
  name: (row) => `${String(row.organ_name)} ${String(row.item_code)}`,
  columns: [
    { key: "organ_name" },
    { key: "item_code" },
    { key: "valid_from" },
    { key: "valid_to" },
  ],
  actions: { end: { label: "结束监管责任", danger: true } },
};

/** Why the next draw treats a subject differently. */
export const feedback: Noun = {
  ...part,
  slug: "feedback",
  title: "信用反馈",
  path: "/api/v1/feedback",
  rows: "/api/v1/subjects/{id}/feedback",
  permission: "feedback.read",
  name: (row) => String(row.cause_name),
  columns: [
    { key: "day" },
    { key: "cause_name", label: "起因" },
    { key: "summary" },
    { key: "explanation", label: "对下一次抽取意味着什么" },
    { key: "visits", number: true },
  ],
};

const visitLink = (row: Row) => (
  <Link to={paths.show("inspections", row.id)}>{String(row.number)}</Link>
);

/** Visits to one subject. */
export const subjectVisits: Noun = {
  ...part,
  slug: "subject-visits",
  title: "检查",
  path: "/api/v1/inspections",
  permission: "inspection.read",
  name: (row) => String(row.number),
  columns: [
    { key: "number", label: "编号", show: visitLink },
    { key: "organ" },
    { key: "task" },
    { key: "done_on" },
    { key: "state_name" },
  ],
};
