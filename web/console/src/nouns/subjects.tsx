import type { Schema } from "@api/client";
import { allows, type Noun, type Row } from "../noun/noun";
import { Related } from "../noun/Related";
import { Burden } from "../subjects/Burden";
import { RegisterHealth } from "../subjects/RegisterHealth";
import { StatementHistory } from "../subjects/StatementHistory";
import { SubjectRestrictions } from "../subjects/SubjectRestrictions";
import { duties, feedback, subjectTags, subjectVisits } from "./subjectParts";

/** Where the register has a subject now: what a correction begins with. */
function positionOf(row: Row) {
  const { position } = row.details as { position?: Schema<"PositionView"> | null };
  return { latitude: position?.latitude, longitude: position?.longitude };
}

export const subjects: Noun = {
  slug: "subjects",
  title: "检查对象",
  group: "两库",
  path: "/api/v1/subjects",
  permission: "subject.read",
  name: (row) => String(row.name),
  columns: [
    { key: "name", sort: "name" },
    { key: "code", sort: "code" },
    { key: "kind_name", sort: "kind" },
    { key: "region", sort: "region" },
    { key: "industry", part: "details", sort: "industry" },
    { key: "risk_class", part: "details", label: "信用风险分类" },
    { key: "status_name", sort: "status" },
    { key: "verdict", spare: true },
    { key: "organ", part: "details", spare: true },
    { key: "last_inspected", part: "details", label: "最近检查", spare: true },
    { key: "visits", part: "details", label: "本年已查", number: true, spare: true },
    { key: "pending_case", part: "details", spare: true },
    { key: "trial", part: "details", spare: true },
    { key: "source", part: "details", spare: true },
    { key: "source_day", part: "details", sort: "source_day", spare: true },
  ],
  filters: [
    "q",
    "region",
    "kind",
    "industry",
    "risk",
    "status",
    "tag",
    "scope",
    "organ",
    "on",
    "delisted",
  ],
  create: { title: "新增检查对象" },
  links: [
    { title: "名录健康状况", to: "/subjects/health", permission: "tag.read" },
    { title: "导入", to: "/imports/new?kind=register", permission: "subject.import" },
  ],
  view: true,
  actions: {
    change: { label: "变更" },
    locate: {
      initial: positionOf,
      note:
        "用 CGCS2000（WGS 84）经纬度，写到小数点后五、六位。从高德、腾讯、百度地图上抄来的坐标" +
        "经过偏移，会差几百米，不能用。",
    },
    delist: { danger: true },
  },
  sheets: [
    {
      id: "tags",
      title: "标签",
      permission: "tag.read",
      content: (row) => (
        <Related
          noun={subjectTags}
          of={row.id}
          add={{
            title: "加标签",
            template: "/api/v1/subjects/{id}/tags",
            allowed: allows(row, "tag"),
          }}
          empty="还没有标签"
        />
      ),
    },
    {
      id: "duties",
      title: "监管责任",
      permission: "tag.read",
      content: (row) => (
        <Related
          noun={duties}
          of={row.id}
          add={{
            title: "确定监管责任",
            template: "/api/v1/duties",
            initial: { subject: row.id },
            hide: ["subject"],
            allowed: allows(row, "duty"),
          }}
          empty="还没有确定由谁监管"
        />
      ),
    },
    {
      id: "visits",
      title: "检查",
      permission: "inspection.read",
      content: (row) => <Related noun={subjectVisits} query={{ subject: row.id }} />,
    },
    {
      id: "burden",
      title: "检查负担",
      permission: "burden.read",
      content: (row) => <Burden id={row.id} />,
    },
    {
      id: "restrictions",
      title: "限制措施",
      permission: "restriction.read",
      content: (row) => <SubjectRestrictions id={row.id} />,
    },
    {
      id: "feedback",
      title: "信用反馈",
      permission: "feedback.read",
      content: (row) => <Related noun={feedback} of={row.id} empty="还没有信用反馈" />,
    },
    {
      id: "history",
      title: "历次记载",
      content: (row) => <StatementHistory template="/api/v1/subjects/{id}/timeline" id={row.id} />,
    },
  ],
  routes: [{ path: "subjects/health", element: <RegisterHealth /> }],
};
