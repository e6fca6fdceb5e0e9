import { ListVersions } from "../items/ListVersions";
import { LawTrace } from "../items/LawTrace";
import { UnusedItems } from "../items/UnusedItems";
import { VersionDiffPage } from "../items/VersionDiffPage";
import { VersionPage } from "../items/VersionPage";
import { VersionImportPage } from "../items/VersionImportPage";
import { Link } from "react-router";
import type { Noun } from "../noun/noun";
import { paths } from "../paths";

/** 清单: its versions are its substance. */
export const itemLists: Noun = {
  slug: "item-lists",
  title: "抽查事项清单",
  group: "清单和计划",
  path: "/api/v1/item-lists",
  permission: "item_list.read",
  name: (row) => String(row.title),
  columns: [
    { key: "title", label: "清单" },
    { key: "kind_name" },
    { key: "organ_name" },
    { key: "region" },
    { key: "published", label: "已公布", show: (row) => (row.published ? "是" : "还没有") },
    { key: "open", label: "编制中", show: (row) => (row.open ? "有" : "没有") },
  ],
  filters: ["q", "organ", "kind", "region"],
  create: { title: "建立清单" },
  links: [
    { title: "长期未用的事项", to: "/item-lists/unused", permission: "item_list.read" },
    { title: "查一条依据", to: "/item-lists/law-trace", permission: "item_list.write" },
  ],
  view: true,
  facts: ["kind_name", "organ_name", "region", "log_index"],
  actions: { draft: { label: "编制新版本", path: "/api/v1/item-lists/{id}/versions" } },
  sheets: [{ id: "versions", title: "各版", content: (row) => <ListVersions list={row} /> }],
  routes: [
    { path: "item-lists/unused", element: <UnusedItems /> },
    { path: "item-lists/law-trace", element: <LawTrace /> },
    { path: "item-lists/versions/:id", element: <VersionPage /> },
    { path: "item-lists/versions/:id/import", element: <VersionImportPage /> },
    { path: "item-lists/versions/:id/diff/:other", element: <VersionDiffPage /> },
  ],
};

/** 现行有效的事项, and any item by its address. */
export const items: Noun = {
  slug: "items",
  title: "现行事项",
  group: "清单和计划",
  path: "/api/v1/items",
  permission: "item_list.read",
  name: (row) => `${(row.terms as { name: string }).name}（${String(row.code)}）`,
  columns: [
    { key: "name", part: "terms", sort: "name" },
    { key: "code", sort: "code" },
    { key: "category", part: "terms", sort: "category" },
    { key: "class", part: "terms", label: "类别", sort: "class" },
    { key: "organ_names", label: "检查主体" },
    { key: "ratio_ceiling", part: "terms" },
    { key: "drawable", label: "能安排抽取" },
    { key: "subjects", part: "terms", spare: true },
    { key: "methods", part: "terms", spare: true },
    { key: "not_drawable", spare: true },
  ],
  filters: ["q", "organ", "class", "category"],
  view: true,
  head: (row) => (
    <p className="row">
      <Link to={`/item-lists/versions/${String(row.list_version)}`}>所在的清单</Link>
      {Boolean(row.upper) && <Link to={paths.show("items", String(row.upper))}>上级事项</Link>}
    </p>
  ),
  facts: [
    "code",
    "category",
    "name",
    "class",
    "key_reason",
    "organ_names",
    "subjects",
    "subject_kinds",
    "content",
    "points",
    "methods",
    "levels",
    "bases",
    "ratio_ceiling",
    "visits_per_year_max",
    "qualification",
    "catalogue_code",
    "note",
    "to_proofread",
    "drawable",
    "not_drawable",
    "log_index",
  ],
  actions: { change: { label: "修改事项" }, strike: { label: "从草稿中删除", danger: true } },
};

/** 依据失效: which items hang on a law that ended. */
export const lawChanges: Noun = {
  slug: "law-changes",
  title: "依据失效登记",
  group: "清单和计划",
  path: "/api/v1/law-changes",
  permission: "item_list.write",
  name: (row) => `《${String(row.law)}》${String(row.article ?? "")}`,
  columns: [
    { key: "law" },
    { key: "article" },
    { key: "last_day" },
    {
      key: "items",
      label: "挂在其上的事项",
      show: (row) => (row.items as { name: string }[]).map((it) => it.name).join("、"),
    },
    { key: "others_suffice", label: "其余依据足够" },
    { key: "withdrawn", label: "已撤回" },
  ],
  filters: ["organ"],
  preset: (session) => ({ organ: session.organ }),
  create: { title: "登记依据失效" },
  act: true,
  actions: { alter: { label: "更正", method: "put", path: "/api/v1/law-changes/{id}" } },
};
