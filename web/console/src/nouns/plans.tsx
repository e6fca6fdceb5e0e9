import type { Noun } from "../noun/noun";
import { PlanCalendarPage } from "../plans/PlanCalendarPage";
import { PlanDeadlines } from "../plans/PlanDeadlines";
import { PlanDryRun } from "../plans/PlanDryRun";
import { PlanEditions } from "../plans/PlanEditions";
import { PlanFilings } from "../plans/PlanFilings";
import { PlanImport } from "../plans/PlanImport";
import { PlanMonths } from "../plans/PlanMonths";
import { PlanTable } from "../plans/PlanTable";

/** Steps that nobody has to justify: their form only asks whether one is sure. */
const UNREASONED = ["reason"];

export const plans: Noun = {
  slug: "plans",
  title: "年度抽查计划",
  group: "清单和计划",
  path: "/api/v1/plans",
  permission: "plan.read",
  name: (row) => String(row.name),
  columns: [
    { key: "name", label: "计划名称" },
    { key: "year", sort: "year", show: (row) => `${String(row.year)} 年` },
    { key: "number", sort: "number" },
    { key: "organ" },
    { key: "joint", label: "跨部门" },
    { key: "state_name", sort: "state" },
    { key: "edition", label: "版次", number: true, spare: true },
    { key: "document_number", spare: true },
    { key: "filed_on", spare: true },
    { key: "published_on", spare: true },
  ],
  filters: ["q", "year", "state", "organ", "region", "unacknowledged"],
  create: {
    title: "编制抽查计划",
    hide: ["tasks"],
    initial: { joint: false },
    note: "先起名保存，再在“附件2 工作计划表”里一行一行添加任务。",
    to: (made) => `/plans/${made.id}?sheet=table`,
  },
  links: [
    { title: "全年日历", to: "/plans/calendar", permission: "plan.read" },
    { title: "备案期限", to: "/plans/deadlines", permission: "plan.read" },
  ],
  view: true,
  facts: [
    "year",
    "number",
    "document_number",
    "organ",
    "region",
    "joint",
    "participants",
    "edition",
    "filed_on",
    "published_on",
    "reason",
    "log_index",
  ],
  actions: {
    change: { label: "改名称" },
    submit: { label: "提交审核", hide: UNREASONED },
    coordinate: { label: "统筹" },
    approve: { label: "批准" },
    file: { label: "报送备案", hide: UNREASONED },
    publish: {
      label: "公示",
      hide: UNREASONED,
      note: "公示后人人可以看到；以后再改，就是一次调整，须写明理由，差异也公示。",
    },
    start: { label: "开始执行", hide: UNREASONED },
    adjust: { label: "调整计划" },
    complete: { label: "完成计划", hide: UNREASONED },
    terminate: { label: "终止", danger: true },
    end: { label: "终止", danger: true },
    return: { label: "退回", danger: true },
  },
  sheets: [
    { id: "table", title: "附件2 工作计划表", content: (row) => <PlanTable plan={row} /> },
    {
      id: "import",
      title: "导入附件2",
      permission: "plan.write",
      content: (row) => <PlanImport plan={row} />,
    },
    { id: "months", title: "日历", content: (row) => <PlanMonths plan={row} /> },
    {
      id: "dry-run",
      title: "试算",
      permission: "task.dry_run",
      content: (row) => <PlanDryRun id={row.id} />,
    },
    { id: "filings", title: "备案", content: (row) => <PlanFilings id={row.id} /> },
    { id: "editions", title: "各版和调整", content: (row) => <PlanEditions id={row.id} /> },
  ],
  routes: [
    { path: "plans/calendar", element: <PlanCalendarPage /> },
    { path: "plans/deadlines", element: <PlanDeadlines /> },
  ],
};
