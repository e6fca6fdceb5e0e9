import { useQuery } from "@tanstack/react-query";
import { request, type Schema } from "@api/client";
import { Empty, Failed, Loading } from "@ui/states";
import { day } from "@ui/time";
import type { Noun, Row } from "../../noun/noun";
import { Facts, yuan } from "../../noun/value";
import { dueColumn, DueHead } from "../../casework/columns";
import { Stepper } from "../../casework/Stepper";

type Penalty = Schema<"PenaltyView">;
const asPenalty = (row: Row) => row as unknown as Penalty;

/** How many of the steps are behind a case. */
function stepsDone(it: Penalty): number {
  const days = [it.clue_on, it.filed_on, it.decided_on, it.served_on, it.published_on];
  return [...days, it.closed_on].map(Boolean).lastIndexOf(true) + 1;
}

function Head({ row }: { row: Row }) {
  const it = asPenalty(row);
  const steps = [
    { title: "申请立案", note: day(it.clue_on) },
    { title: "立案", note: it.filed_on ? day(it.filed_on) : undefined },
    { title: "决定", note: it.decided_on ? day(it.decided_on) : undefined },
    { title: "送达", note: it.served_on ? day(it.served_on) : undefined },
    { title: "公示", note: it.published_on ? day(it.published_on) : undefined },
    { title: "结案", note: it.closed_on ? day(it.closed_on) : undefined },
  ];
  return (
    <>
      <Stepper
        label="案件进度"
        steps={steps}
        current={stepsDone(it)}
        broken={it.state === "not_filed"}
      />
      <DueHead row={row} label="下一步的期限" />
    </>
  );
}

const FACTS = [
  "subject",
  "organ",
  "matter",
  "number",
  "cause",
  "task",
  "random",
  "clue_on",
  "filed_on",
  "late_reason",
  "kinds",
  "facts",
  "basis",
  "document",
  "decided_on",
  "served_on",
  "published_on",
  "hidden_on",
  "ending",
  "end_reason",
  "closed_on",
];

function Money({ row }: { row: Row }) {
  const it = asPenalty(row);
  const all = it.fine + it.gain;
  if (!it.decided_on && all === 0) return null;
  const numbers: [string, number][] = [
    ["罚款", it.fine],
    ["没收违法所得", it.gain],
    ["没收非法财物（价值）", it.goods],
    ["已缴", it.paid],
    ["还欠", Math.max(0, all - it.paid)],
  ];
  return (
    <dl className="figures">
      {numbers.map(([name, fen]) => (
        <div key={name} className="card">
          <dt>{name}</dt>
          <dd>{yuan(fen)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Payments({ row }: { row: Row }) {
  const path = `/api/v1/penalties/${row.id}/payments`;
  const found = useQuery({
    queryKey: ["/api/v1/penalties", row.id, "payments", row.version],
    queryFn: () => request<Schema<"PaymentView">[]>("get", path),
  });
  if (found.isPending) return <Loading lines={2} />;
  if (found.error) return <Failed error={found.error} />;
  if (found.data.length === 0) return <Empty title="没有缴款记录" />;
  return (
    <div className="table-scroll" role="region" aria-label="缴款记录" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th>缴款日期</th>
            <th className="number">金额</th>
            <th>票据号</th>
          </tr>
        </thead>
        <tbody>
          {found.data.map((it) => (
            <tr key={it.id}>
              <td>{day(it.paid_on)}</td>
              <td className="number">{yuan(it.amount)}</td>
              <td>{it.receipt}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export const penalties: Noun = {
  slug: "penalties",
  title: "立案处罚",
  group: "后续处置",
  path: "/api/v1/penalties",
  permission: "follow_up.read",
  name: (row) => `${String(row.subject_name)}：${String(row.matter)}`,
  columns: [
    { key: "subject_name" },
    { key: "matter" },
    { key: "number" },
    { key: "organ", spare: true },
    { key: "fine", label: "罚款", number: true, show: (row) => money(asPenalty(row).fine) },
    { key: "paid", label: "已缴", number: true, show: (row) => money(asPenalty(row).paid) },
    dueColumn(),
    { key: "state_name" },
    { key: "random", spare: true },
    { key: "task", spare: true },
  ],
  views: [
    { title: "全部", query: {} },
    { title: "没有办结的", query: { open: "true" } },
    { title: "已逾期的", query: { overdue: "true" } },
  ],
  filters: ["state", "organ", "region", "subject", "task", "overdue", "open"],
  create: {
    title: "申请立案",
    note: "一般从检查结果的页面发起，来源会自动带上。由另一人批准立案。",
  },
  view: true,
  head: (row) => <Head row={row} />,
  overview: (row) => (
    <div className="stack">
      <Money row={row} />
      <div className="card">
        <Facts value={row} schema="PenaltyView" only={FACTS} />
      </div>
    </div>
  ),
  sheets: [{ id: "payments", title: "缴款", content: (row) => <Payments row={row} /> }],
  actions: {
    decide: {
      wide: true,
      initial: (row) => ({
        kinds: row.kinds,
        facts: row.facts ?? "",
        basis: row.basis ?? "",
        document: row.document ?? "",
        fine: row.fine,
        gain: row.gain,
        goods: row.goods,
      }),
    },
    pay: { path: "/api/v1/penalties/{id}/payments" },
    decline: { danger: true },
    return: { danger: true },
    serve: { label: "登记送达" },
    publish: { note: "公示之后不能删除；依法停止公示的，由信用修复办理。" },
  },
};

const money = (fen: number) => (fen === 0 ? "—" : yuan(fen));
