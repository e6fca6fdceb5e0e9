import { day } from "@ui/time";
import type { Noun, Row } from "../../noun/noun";
import { Facts } from "../../noun/value";
import { dueColumn, DueHead } from "../../casework/columns";

const FACTS = [
  "subject",
  "organ",
  "document",
  "demands",
  "cause",
  "task",
  "ordered_on",
  "due",
  "extensions",
  "extension_until",
  "extension_reason",
  "recheck",
  "checked_on",
  "evidence",
  "penalty",
  "closed_on",
];

/** The days of an order: given, due, asked to be put off, checked, closed. */
function Days({ row }: { row: Row }) {
  const days: [string, unknown, string][] = [
    ["责令改正", row.ordered_on, `文书 ${String(row.document)}`],
    ["改正期限", row.due, row.extensions ? `已延期 ${String(row.extensions)} 次` : ""],
    ["申请延期到", row.extension_until, String(row.extension_reason ?? "")],
    ["复查", row.checked_on, String(row.evidence ?? "")],
    ["办结", row.closed_on, ""],
  ];
  const known = days.filter(([, on]) => typeof on === "string");
  return (
    <section className="card" aria-label="期限">
      <h2>期限和经过</h2>
      <ol className="timeline">
        {known.map(([title, on, note]) => (
          <li key={title}>
            <strong>{title}</strong>　{day(String(on))}
            {note && <div className="muted">{note}</div>}
          </li>
        ))}
      </ol>
    </section>
  );
}

export const rectifications: Noun = {
  slug: "rectifications",
  title: "责令改正",
  group: "后续处置",
  path: "/api/v1/rectifications",
  permission: "follow_up.read",
  name: (row) => `${String(row.subject_name)}：${String(row.document)}`,
  columns: [
    { key: "subject_name" },
    { key: "document" },
    { key: "organ", spare: true },
    { key: "demands" },
    { key: "ordered_on", spare: true },
    dueColumn("改正期限"),
    { key: "state_name" },
    { key: "task", spare: true },
  ],
  views: [
    { title: "全部", query: {} },
    { title: "没有办结的", query: { open: "true" } },
    { title: "已逾期的", query: { overdue: "true" } },
  ],
  filters: ["state", "organ", "region", "subject", "task", "overdue", "open"],
  create: {
    title: "责令改正",
    note: "一般从检查结果的页面发起，来源会自动带上。改正要求逐条写明，企业照着做得到。",
  },
  view: true,
  head: (row) => <DueHead row={row} label="改正期限" from="ordered_on" />,
  overview: (row) => (
    <div className="stack">
      <Days row={row} />
      <div className="card">
        <Facts value={row} schema="RectificationView" only={FACTS} />
      </div>
    </div>
  ),
  actions: {
    pass: {
      label: "复查合格",
      path: "/api/v1/rectifications/{id}/conclude",
      initial: () => ({ passed: true }),
      hide: ["passed"],
    },
    fail: {
      label: "复查不合格",
      path: "/api/v1/rectifications/{id}/conclude",
      initial: () => ({ passed: false }),
      hide: ["passed"],
      danger: true,
      note: "不合格的，可以再次责令改正，或申请立案后办结。",
    },
    extend: { label: "申请延期" },
    recheck: { note: "派人复查生成一次检查；也可以凭企业提交的材料直接下结论。" },
    close: { note: "未改正的，须写明后续的案件。" },
    cancel: { danger: true },
  },
  bulk: ["close"],
};
