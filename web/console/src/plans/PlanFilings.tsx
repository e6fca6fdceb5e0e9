import type { Noun, Row } from "../noun/noun";
import { Related } from "../noun/Related";

const returnsOf = (row: Row) => {
  const returns = row.returns as { returned_on: string; reason: string }[];
  return returns.map((it) => `${it.returned_on} 退回：${it.reason}`).join("；") || "—";
};

/** 备案: to whom an edition was filed, and whether it arrived. */
const FILINGS: Noun = {
  slug: "filings",
  title: "备案",
  group: "清单和计划",
  hidden: true,
  path: "/api/v1/filings",
  rows: "/api/v1/plans/{id}/filings",
  permission: "plan.read",
  name: (row) => `第 ${String(row.edition)} 版的备案`,
  columns: [
    { key: "edition", label: "版次", show: (row) => `第 ${String(row.edition)} 版` },
    { key: "recipient", label: "接收单位" },
    { key: "kind", label: "备案关系" },
    { key: "filed_on", label: "报送日期" },
    { key: "acknowledged_on", label: "收到日期" },
    { key: "receipt", label: "回执号" },
    { key: "returns", label: "退回", show: returnsOf },
    { key: "state_name" },
  ],
  actions: { acknowledge: { label: "收到备案" }, return: { label: "退回备案", danger: true } },
};

export function PlanFilings({ id }: { id: string }) {
  return <Related noun={FILINGS} of={id} empty="还没有报送备案" />;
}
