import { ScopeRuleTest } from "../admin/ScopeRuleTest";
import type { Noun, Row } from "../noun/noun";

/** 年度频次上限. */
export const caps: Noun = {
  slug: "caps",
  title: "年度频次上限",
  group: "基础和记录",
  path: "/api/v1/caps",
  permission: "cap.read",
  name: (row) => `自 ${String(row.year)} 年`,
  columns: [
    { key: "organ" },
    { key: "year", label: "自哪年起", show: (row) => `${String(row.year)} 年` },
    { key: "visits_max", label: "每年至多几次", number: true },
    { key: "counts_cases", label: "个案检查计入" },
    { key: "basis" },
  ],
  filters: ["organ"],
  create: { title: "规定频次上限" },
};

/** 编号规则. */
export const numberPatterns: Noun = {
  slug: "number-patterns",
  title: "编号规则",
  group: "基础和记录",
  path: "/api/v1/number-patterns",
  permission: "numbering.read",
  name: (row) => String(row.pattern),
  columns: [
    { key: "kind", label: "编号对象" },
    { key: "pattern" },
    { key: "region" },
    { key: "organ", label: "只适用于" },
    { key: "abbr" },
  ],
  create: { title: "规定编号规则" },
};

const form = (row: Row) => (row.form ?? {}) as Record<string, string[] | boolean>;

/** 经营范围对应规则. */
export const scopeRules: Noun = {
  slug: "scope-rules",
  title: "经营范围对应规则",
  group: "基础和记录",
  path: "/api/v1/scope-rules",
  permission: "scope_rule.read",
  name: (row) => (form(row).keywords as string[] | undefined)?.join("、") || "按行业的规则",
  columns: [
    { key: "keywords", part: "form" },
    { key: "except_words", part: "form" },
    { key: "industries", part: "form" },
    { key: "organ", label: "检查部门" },
    { key: "items", part: "form" },
    { key: "active", part: "form", label: "在用" },
  ],
  filters: ["region"],
  preset: (session) => ({ region: session.grants[0]?.region ?? "" }),
  create: { title: "添加规则", initial: { active: true } },
  act: true,
  links: [{ title: "试一段经营范围", to: "/scope-rules/test", permission: "scope_rule.read" }],
  actions: {
    change: { label: "修改或停用", initial: (row) => form(row) },
  },
  routes: [{ path: "scope-rules/test", element: <ScopeRuleTest /> }],
};

/** 受委托的专业机构. */
export const institutions: Noun = {
  slug: "institutions",
  title: "受委托的专业机构",
  group: "基础和记录",
  path: "/api/v1/institutions",
  permission: "institution.read",
  name: (row) => String(row.name),
  columns: [
    { key: "name" },
    { key: "organ", label: "委托部门" },
    { key: "qualification" },
    { key: "scope" },
    { key: "valid_from" },
    { key: "valid_to" },
  ],
  filters: ["organ"],
  create: { title: "登记专业机构" },
  view: true,
  actions: { change: { label: "变更" } },
};
