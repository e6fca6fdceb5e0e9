import { GivenPassword } from "../admin/GivenPassword";
import { allows, type Noun } from "../noun/noun";
import { Related } from "../noun/Related";

const password = (row: Record<string, unknown>) =>
  row.start_password ? (
    <GivenPassword login={String(row.login)} password={String(row.start_password)} />
  ) : undefined;

/** 授权: proposed by one, approved by another. */
export const grants: Noun = {
  slug: "grants",
  title: "授权",
  group: "基础和记录",
  path: "/api/v1/grants",
  permission: "grant.read",
  name: (row) => `${String(row.account_name)}：${String(row.role_name)}`,
  columns: [
    { key: "account_name", label: "姓名" },
    { key: "role_name", sort: "role" },
    { key: "organ_name", sort: "organ" },
    { key: "region", sort: "region" },
    { key: "valid_from", sort: "valid_from" },
    { key: "valid_to", sort: "valid_to" },
    { key: "state_name", sort: "state" },
    { key: "proposed_by_name", spare: true },
    { key: "approved_by_name", spare: true },
  ],
  filters: ["account", "organ", "role", "state"],
  create: { title: "提出授权" },
  view: true,
  actions: {
    approve: { label: "批准授权" },
    refuse: { label: "不批准", danger: true },
    withdraw: { label: "撤回", danger: true },
    propose_revocation: { label: "提出收回", danger: true },
    approve_revocation: { label: "批准收回" },
    refuse_revocation: { label: "不批准收回", danger: true },
  },
  bulk: ["approve", "refuse", "approve_revocation", "refuse_revocation"],
};

const grantsOf: Noun = {
  ...grants,
  columns: grants.columns.filter((column) => column.key !== "account_name"),
};

export const accounts: Noun = {
  slug: "accounts",
  title: "账号",
  group: "基础和记录",
  path: "/api/v1/accounts",
  permission: "account.read",
  name: (row) => `${String(row.name)}（${String(row.login)}）`,
  columns: [
    { key: "login", sort: "login" },
    { key: "name", sort: "name" },
    { key: "organ", sort: "organ" },
    { key: "second_factor", label: "动态口令" },
    { key: "last_used" },
    { key: "state", sort: "state" },
  ],
  filters: ["q", "organ", "state"],
  create: { title: "建立账号", after: password },
  view: true,
  actions: {
    change: { label: "变更" },
    disable: { label: "停用", danger: true },
    enable: { label: "启用" },
    reset_password: { label: "重置口令", after: password },
    remove_factor: { label: "撤销动态口令", danger: true },
  },
  sheets: [
    {
      id: "grants",
      title: "授权",
      permission: "grant.read",
      content: (row) => (
        <Related
          noun={grantsOf}
          query={{ account: row.id }}
          add={{
            title: "提出授权",
            template: "/api/v1/grants",
            initial: { account: row.id, organ: row.organ },
            hide: ["account"],
            allowed: allows(row, "grant"),
          }}
        />
      ),
    },
  ],
};
