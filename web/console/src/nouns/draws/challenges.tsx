import type { Noun, Row } from "../../noun/noun";
import { Facts } from "../../noun/value";
import { dueColumn, DueHead } from "../../casework/columns";
import { Sealed } from "../../casework/Sealed";

const FACTS = [
  "draw",
  "subject",
  "unit",
  "ticket",
  "text",
  "lodged_on",
  "verdict",
  "explanation",
  "standing",
  "findings",
  "due_on",
  "reply",
  "answered_on",
];

const TONES: Record<string, string> = { refuted: "quiet", confirmed: "bad", unreadable: "warn" };

/** What the platform itself found, against the published files. */
function Verdict({ row }: { row: Row }) {
  return (
    <span className={`badge ${TONES[String(row.verdict)] ?? ""}`}>{String(row.verdict_name)}</span>
  );
}

/** 质疑: somebody says that a ticket below the cutoff is missing. */
export const challenges: Noun = {
  slug: "challenges",
  title: "抽取质疑",
  group: "抽取和检查",
  path: "/api/v1/challenges",
  permission: "challenge.read",
  name: (row) => `对 ${String(row.subject)} 的质疑`,
  columns: [
    { key: "subject", label: "统一社会信用代码" },
    { key: "draw" },
    { key: "verdict", label: "核对结论", show: (row) => <Verdict row={row} /> },
    { key: "lodged_on", sort: "lodged_on" },
    dueColumn("答复期限", "due_on"),
    { key: "state_name" },
  ],
  filters: ["state", "verdict", "draw"],
  view: true,
  head: (row) => <DueHead row={row} name="due_on" label="答复期限" from="lodged_on" />,
  overview: (row) => (
    <div className="card stack">
      <p>
        平台用公布的文件核对：
        <Verdict row={row} />
      </p>
      <Facts value={row} schema="ChallengeView" only={FACTS} />
    </div>
  ),
  sheets: [
    {
      id: "contact",
      title: "联系方式",
      content: (row) =>
        row.has_contact === true ? (
          <Sealed
            who="质疑人"
            path={`/api/v1/challenges/${row.id}/contact`}
            schema="ContactView"
            may={row.allowed_actions?.includes("reveal") ?? false}
          />
        ) : (
          <p className="card">没有留联系方式。</p>
        ),
    },
  ],
  actions: {
    answer: { label: "答复质疑", note: "答复向社会公开。" },
    reveal: { elsewhere: true },
  },
};
