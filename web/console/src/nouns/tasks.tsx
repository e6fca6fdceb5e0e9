import type { Noun, Row } from "../noun/noun";
import { TaskDryRun } from "../tasks/TaskDryRun";
import { TaskFormPage } from "../tasks/TaskFormPage";
import { TaskOverlaps } from "../tasks/TaskOverlaps";
import { TaskFollowUp } from "./taskend/FollowUp";
import { TaskReconciliation } from "./taskend/Reconciliation";
import { TaskDraws } from "./taskend/TaskDraws";
import { TaskVisits } from "./taskend/TaskVisits";
import { TaskOverview } from "../tasks/TaskOverview";

const form = (row: Row) => (row.form ?? {}) as Record<string, unknown>;

export const tasks: Noun = {
  slug: "tasks",
  title: "抽查任务",
  group: "清单和计划",
  path: "/api/v1/tasks",
  permission: "task.read",
  name: (row) => String(form(row).name ?? row.number),
  columns: [
    { key: "name", part: "form", label: "任务名称", sort: "name" },
    { key: "number", sort: "number" },
    { key: "organ", label: "发起部门" },
    { key: "draw_from", part: "form", sort: "draw_from" },
    { key: "deadline", part: "form", sort: "deadline" },
    { key: "origin", label: "任务来源" },
    { key: "state_name", sort: "state" },
    { key: "plan", spare: true },
    { key: "draw_type", part: "form", spare: true },
    { key: "item_class", part: "form", spare: true },
    { key: "participants", part: "form", label: "参与部门", spare: true },
  ],
  filters: ["q", "state", "organ", "origin", "plan", "draw_from", "draw_to"],
  preset: () => ({ sort: "-draw_from" }),
  create: { title: "新建任务" },
  view: true,
  overview: (row) => <TaskOverview task={row} />,
  actions: {
    change: { label: "修改", to: (row) => `/tasks/${row.id}/edit` },
    submit: { label: "提交审批", hide: ["reason"] },
    approve: { label: "批准" },
    return: { label: "退回", danger: true },
    terminate: { label: "终止任务", danger: true },
    merge: { elsewhere: true },
  },
  sheets: [
    {
      id: "dry-run",
      title: "试算和人手",
      permission: "task.dry_run",
      content: (row) => <TaskDryRun task={row} />,
    },
    {
      id: "overlaps",
      title: "合并进户",
      permission: "task.dry_run",
      content: (row) => <TaskOverlaps task={row} />,
    },
    {
      id: "draws",
      title: "抽取",
      permission: "draw.read",
      content: (row) => <TaskDraws task={row} />,
    },
    {
      id: "inspections",
      title: "检查",
      permission: "inspection.read",
      content: (row) => <TaskVisits task={row} noun={tasks} />,
    },
    {
      id: "reconciliation",
      title: "检查对账",
      permission: "result.public",
      content: (row) => <TaskReconciliation id={row.id} />,
    },
    {
      id: "follow-up",
      title: "后续处置",
      permission: "follow_up.read",
      content: (row) => <TaskFollowUp id={row.id} />,
    },
  ],
  routes: [
    { path: "tasks/new", element: <TaskFormPage /> },
    { path: "tasks/:id/edit", element: <TaskFormPage /> },
  ],
};
