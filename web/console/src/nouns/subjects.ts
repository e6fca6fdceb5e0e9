import type { Noun } from "../noun/noun";

export const subjects: Noun = {
  slug: "subjects",
  title: "检查对象",
  group: "两库",
  path: "/api/v1/subjects",
  permission: "subject.read",
  name: (row) => String(row.name),
  columns: [
    { key: "name" },
    { key: "code" },
    { key: "kind_name" },
    { key: "region" },
    { key: "status_name" },
    { key: "verdict", spare: true },
  ],
  create: { title: "新增检查对象" },
  view: true,
  timeline: true,
  actions: { delist: { danger: true } },
};
