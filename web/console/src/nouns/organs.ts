import type { Noun } from "../noun/noun";

export const organs: Noun = {
  slug: "organs",
  title: "部门",
  group: "基础和记录",
  path: "/api/v1/organs",
  permission: "organ.read",
  name: (row) => String(row.name),
  columns: [
    { key: "name", sort: "name" },
    { key: "code", label: "简码", sort: "code" },
    { key: "kind_name", sort: "kind" },
    { key: "region", sort: "region" },
    { key: "may_inspect" },
    { key: "active", label: "在运转" },
    { key: "superior", spare: true },
  ],
  filters: ["q", "region"],
  create: { title: "新建部门" },
  view: true,
  actions: { change: { label: "变更" } },
};
