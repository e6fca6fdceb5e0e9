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
    { key: "code" },
    { key: "kind_name" },
    { key: "region" },
    { key: "may_inspect" },
    { key: "active" },
  ],
  create: { title: "新建部门" },
  view: true,
};
