import { ChangeDifference, changeTitle } from "../inspectors/ChangeDifference";
import type { Noun } from "../noun/noun";

/** 人员变动: proposed by one, decided by another. */
export const inspectorChanges: Noun = {
  slug: "inspector-changes",
  title: "人员变动",
  group: "两库",
  path: "/api/v1/inspector-changes",
  permission: "inspector.read",
  name: changeTitle,
  columns: [
    { key: "proposed", label: "人员", show: changeTitle },
    { key: "organ" },
    { key: "new", label: "新登记" },
    { key: "reason" },
    { key: "proposed_by_name", label: "提出人" },
    { key: "state" },
  ],
  filters: ["state", "inspector"],
  view: true,
  facts: [
    "organ",
    "new",
    "active",
    "reason",
    "state",
    "proposed_by_name",
    "decided_by_name",
    "decision",
  ],
  actions: { approve: { label: "批准" }, refuse: { label: "不批准", danger: true } },
  sheets: [
    {
      id: "difference",
      title: "变动内容",
      content: (row) => <ChangeDifference change={row} />,
    },
  ],
};

export const changesOf: Noun = { ...inspectorChanges, filters: [] };

/** 回避情形. */
export const conflicts: Noun = {
  slug: "conflicts",
  title: "回避情形",
  group: "两库",
  path: "/api/v1/conflicts",
  permission: "inspector.read",
  name: (row) => String(row.subject_name),
  columns: [
    { key: "subject_name" },
    { key: "inspector" },
    { key: "code", label: "情形" },
    { key: "note" },
    { key: "valid_from" },
    { key: "valid_to" },
    { key: "withdrawn", label: "已撤回", spare: true },
  ],
  filters: ["inspector", "subject", "on"],
  create: { title: "申报回避", initial: { code: "C" } },
  links: [{ title: "导入", to: "/imports/new?kind=conflicts", permission: "subject.import" }],
  act: true,
  actions: { end: { label: "回避情形消除" } },
};

export const conflictsOf: Noun = {
  ...conflicts,
  columns: conflicts.columns.filter((column) => column.key !== "inspector"),
};

/** 请假. */
export const leave: Noun = {
  slug: "leave",
  title: "请假",
  group: "两库",
  hidden: true,
  path: "/api/v1/inspector-leave",
  rows: "/api/v1/inspectors/{id}/leave",
  permission: "inspector.read",
  name: (row) => `${String(row.first_day)} 至 ${String(row.last_day)}`,
  columns: [{ key: "first_day" }, { key: "last_day" }, { key: "withdrawn", label: "已撤销" }],
  actions: { end: { label: "销假" } },
};
