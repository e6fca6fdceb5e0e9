import { paths } from "../../paths";
import type { Noun } from "../../noun/noun";
import { asDraw } from "./draw";
import { DrawHead, DrawOverview } from "./DrawOverview";
import { Entries } from "./Entries";
import { PreparePage } from "./PreparePage";
import { Requests } from "./Requests";
import { SealedList } from "./SealedList";

export const draws: Noun = {
  slug: "draws",
  title: "抽取",
  group: "抽取和检查",
  path: "/api/v1/draws",
  permission: "draw.read",
  name: (row) => `抽取 ${String(row.draw_id)}`,
  columns: [
    { key: "draw_id", sort: "plan_no" },
    { key: "task" },
    { key: "organ", spare: true },
    { key: "attempt", number: true, sort: "attempt" },
    { key: "kind", spare: true },
    { key: "publication", label: "公开方式" },
    { key: "beacon", label: "公共随机源", spare: true },
    {
      key: "counts",
      label: "抽中户数",
      number: true,
      show: (row) => asDraw(row).counts.units.reduce((sum, it) => sum + it.drawn, 0) || "—",
    },
    { key: "reveal_by", label: "揭示截止" },
    {
      key: "released",
      label: "派发",
      show: (row) => `${asDraw(row).released} / ${asDraw(row).batches} 批`,
    },
    { key: "state_name", sort: "state" },
  ],
  filters: ["state", "task"],
  preset: () => ({ sort: "-plan_no" }),
  view: true,
  head: (row) => <DrawHead row={row} />,
  overview: (row) => <DrawOverview row={row} />,
  sheets: [
    { id: "entries", title: "公开日志", content: (row) => <Entries row={row} /> },
    { id: "list", title: "名单和查看记录", content: (row) => <SealedList row={row} /> },
    { id: "requests", title: "申请和审批", content: (row) => <Requests row={row} /> },
  ],
  actions: {
    withdraw: { danger: true },
    approve: {
      label: "批准冻结",
      note: "批准之后，底册、规则和人员随即冻结并写进公开日志，谁也不能再改。批准人不能是准备方案的人。",
    },
    announce: { note: "公布之后开始收托管签收和揭示。承诺须已交齐。" },
    close: { note: "截止之后不再接受揭示。没有揭示的一方，按空值计。" },
    beacon: {
      note: "照公布的开奖号码或信标签名录入；现场摇号的由两名记录人录入，不在这里填。",
    },
    draw: { note: "由已经公布的底册、承诺和随机数算出，结果唯一。" },
    match: { label: "匹配检查人员" },
    release: {
      label: "派发一批",
      initial: (row) => ({ batch: asDraw(row).released + 1 }),
      hide: ["batch"],
      note: (row) => `派发第 ${asDraw(row).released + 1} 批：生成检查，检查人员从此知道去哪一户。`,
    },
    unseal: { label: "启封", note: "启封之后名单公开，人人可以重算。不能再封。" },
    view: { elsewhere: true },
    void: { elsewhere: true },
    annul: { elsewhere: true },
    commit: { elsewhere: true },
    reveal: { elsewhere: true },
    escrow: { elsewhere: true },
    sheet: { elsewhere: true },
  },
  routes: [{ path: "draws/prepare", element: <PreparePage /> }],
};

/** Where a draw of a task is prepared. */
export const prepareDraw = (task: string) =>
  `${paths.list("draws")}/prepare?task=${encodeURIComponent(task)}`;
