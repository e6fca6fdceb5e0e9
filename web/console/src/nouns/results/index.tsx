import { word } from "@terms/terms";
import type { Noun, Row } from "../../noun/noun";
import { Deadline } from "../../casework/Deadline";
import { ChangeOverview, type Change } from "./Change";
import { ResultOverview } from "./ResultOverview";

export const results: Noun = {
  slug: "results",
  title: "已公示的结果",
  group: "结果和公示",
  path: "/api/v1/public/results",
  permission: "result.public",
  name: (row) => `${String(row.subject_name)}：${String(row.item_name)}`,
  columns: [
    { key: "subject_name" },
    { key: "subject_code", spare: true },
    { key: "item_name" },
    { key: "code_name", show: (row) => <CodeBadge row={row} /> },
    { key: "organ_name" },
    { key: "task_name", spare: true },
    { key: "inspected_on" },
    { key: "published_on", sort: "published_on" },
    { key: "late", show: (row) => (row.late ? <span className="badge bad">逾期</span> : "否") },
    { key: "edition", number: true, spare: true },
  ],
  filters: ["organ", "task", "item", "code", "from", "to", "late"],
  preset: (session) => ({ organ: session.organ }),
  view: true,
  overview: (row) => <ResultOverview row={row} noun={results} />,
};

function CodeBadge({ row }: { row: Row }) {
  if (row.state === "withdrawn") return <span className="badge quiet">已撤回</span>;
  const tone = row.code === "1" ? "good" : row.code === "7" ? "quiet" : "bad";
  return <span className={`badge wrap ${tone}`}>{String(row.code_name)}</span>;
}

export const changes: Noun = {
  slug: "result-changes",
  title: "结果更正和撤回",
  group: "结果和公示",
  path: "/api/v1/result-changes",
  permission: "result.change_read",
  name: (row) => `${row.kind === "withdraw" ? "撤回" : "更正"}（第 ${String(row.edition)} 版）`,
  columns: [
    {
      key: "reason",
      label: "理由",
    },
    {
      key: "kind",
      label: "种类",
      show: (row) => word("result_change_kind", row.kind),
    },
    { key: "organ", label: "检查机关" },
    {
      key: "state",
      label: "状态",
      sort: "state",
      show: (row) => word("result_change_state", row.state),
    },
    { key: "inner_approved", label: "本部门已批准" },
    { key: "outer_approved", label: "部门以外已批准" },
    { key: "proposed_on", label: "提出日期", sort: "proposed_on" },
  ],
  filters: ["state"],
  view: true,
  overview: (row) => <ChangeOverview change={row as unknown as Change} />,
  actions: {
    approve: { label: "本部门批准" },
    concur: { label: "部门以外批准" },
  },
};

/** A reason is long: its beginning names the objection. */
const TITLE = 20;

export const objections: Noun = {
  slug: "objections",
  title: "异议",
  group: "结果和公示",
  path: "/api/v1/objections",
  permission: "objection.read",
  name: (row) => `异议：${String(row.text).slice(0, TITLE)}`,
  columns: [
    { key: "text", label: "理由" },
    { key: "item" },
    { key: "organ" },
    { key: "via", spare: true },
    { key: "state", sort: "state" },
    { key: "lodged_on", sort: "lodged_on" },
    {
      key: "due_on",
      label: "办理期限",
      show: (row) => (
        <Deadline
          due={row.due_on as string | null}
          overdue={row.overdue as boolean}
          unknown={row.due_problem as string | null}
        />
      ),
    },
  ],
  filters: ["state", "open"],
  create: {
    title: "登记书面异议",
    note: "受理 5 个工作日、答复 15 个工作日，从登记之日起算。",
  },
  view: true,
  head: (row) =>
    row.due_on || row.due_problem ? (
      <div className="card row">
        <strong>{row.state === "lodged" ? "受理期限" : "答复期限"}</strong>
        <Deadline
          due={row.due_on as string | null}
          overdue={row.overdue as boolean}
          unknown={row.due_problem as string | null}
        />
      </div>
    ) : null,
  facts: [
    "part",
    "inspection",
    "organ",
    "item",
    "result",
    "via",
    "text",
    "contact",
    "lodged_on",
    "state",
    "outcome",
    "change",
    "decision",
    "decided_on",
  ],
  actions: {
    decide: {
      note: "公示后的结果须先办完更正或撤回，再写明据以更正的变更。决定的人不能参加过检查、录入或受理。",
    },
  },
};
