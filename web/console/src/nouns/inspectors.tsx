import { EligibilityOfOne, EligibilityPage } from "../inspectors/Eligibility";
import type { Noun } from "../noun/noun";
import { Related } from "../noun/Related";
import { StatementHistory } from "../subjects/StatementHistory";
import { changesOf, conflictsOf, leave } from "./inspectorParts";

const details = (row: Record<string, unknown>) => (row.details ?? {}) as Record<string, unknown>;

export const inspectors: Noun = {
  slug: "inspectors",
  title: "执法检查人员",
  group: "两库",
  path: "/api/v1/inspectors",
  permission: "inspector.read",
  name: (row) => String(details(row).name ?? row.organ_name),
  columns: [
    { key: "name", part: "details", sort: "name" },
    { key: "code", part: "details", sort: "code" },
    { key: "organ_name", sort: "organ" },
    { key: "qualifications", part: "details" },
    { key: "cert_valid_until", part: "details", sort: "cert_valid_until" },
    { key: "certified", label: "证件有效" },
    { key: "active", label: "在岗" },
    { key: "lead", part: "details", spare: true },
    { key: "team", part: "details", sort: "team", spare: true },
    { key: "regions", part: "details", spare: true },
    { key: "weight", part: "details", number: true, spare: true },
    { key: "cap", part: "details", number: true, spare: true },
  ],
  filters: ["q", "organ", "qualification", "region", "valid_on", "expiring_by", "on", "left"],
  create: {
    title: "登记执法检查人员",
    initial: { active: true, weight: 100 },
    to: (made) => `/inspector-changes/${made.id}`,
  },
  links: [
    { title: "某天能否参加", to: "/inspectors/eligibility", permission: "inspector.read" },
    { title: "导入", to: "/imports/new?kind=inspectors", permission: "subject.import" },
  ],
  view: true,
  actions: {
    propose_change: {
      label: "提出变动",
      path: "/api/v1/inspectors/{id}/changes",
      wide: true,
      initial: (row) => ({ ...details(row), active: row.active, valid_from: null }),
    },
    record_leave: { label: "登记请假", path: "/api/v1/inspectors/{id}/leave" },
    declare_conflict: { label: "申报回避", path: "/api/v1/conflicts" },
  },
  sheets: [
    {
      id: "eligibility",
      title: "某天能否参加",
      content: (row) => <EligibilityOfOne id={row.id} />,
    },
    {
      id: "leave",
      title: "请假",
      content: (row) => <Related noun={leave} of={row.id} empty="没有请假" />,
    },
    {
      id: "conflicts",
      title: "回避情形",
      content: (row) => <Related noun={conflictsOf} query={{ inspector: row.id }} />,
    },
    {
      id: "changes",
      title: "变动",
      content: (row) => <Related noun={changesOf} query={{ inspector: row.id }} />,
    },
    {
      id: "history",
      title: "历次记载",
      content: (row) => (
        <StatementHistory template="/api/v1/inspectors/{id}/timeline" id={row.id} />
      ),
    },
  ],
  routes: [{ path: "inspectors/eligibility", element: <EligibilityPage /> }],
};
