import type { Noun, Row } from "../noun/noun";

const form = (row: Row) => (row.form ?? {}) as Record<string, unknown>;

export const tasks: Noun = {
  slug: "tasks",
  title: "抽查任务",
  group: "清单和计划",
  path: "/api/v1/tasks",
  permission: "task.read",
  name: (row) => String(form(row).name ?? row.number),
  columns: [
    { key: "number", sort: "number" },
    { key: "name", label: "任务名称", show: (row) => String(form(row).name) },
    { key: "organ" },
    { key: "origin", spare: true },
    { key: "state_name" },
  ],
  filters: ["q", "state", "organ", "draw_from", "draw_to"],
  create: { title: "新建任务" },
  view: true,
  actions: { terminate: { danger: true } },
};
