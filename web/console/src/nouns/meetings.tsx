import { ActivityFiles } from "../meetings/ActivityFiles";
import { HoldForm } from "../meetings/HoldForm";
import { ChangeMeeting, NewMeeting, planned } from "../meetings/MeetingForm";
import { MeetingOverview } from "../meetings/MeetingOverview";
import { OverdueQuarters } from "../meetings/OverdueQuarters";
import { MatterForm, MinutesForm, written } from "../meetings/MinutesForm";
import type { Noun } from "../noun/noun";
import { dueColumn, DueHead } from "../casework/columns";

const group = "统计和会议";

/** 季度会议: planned, held, minuted, printed. */
export const meetings: Noun = {
  slug: "meetings",
  title: "季度会议",
  group,
  path: "/api/v1/meetings",
  permission: "meeting.read",
  name: (row) => `${String(row.quarter_name)}联席会议`,
  columns: [
    { key: "quarter_name", sort: "quarter" },
    { key: "day", sort: "day" },
    { key: "place" },
    { key: "chair_person", label: "主持人" },
    { key: "attended", label: "到会单位", number: true },
    { key: "number" },
    { key: "state_name" },
  ],
  filters: ["state", "region", "open"],
  links: [{ title: "没有按期召开的", to: "/quarters", permission: "meeting.read" }],
  routes: [{ path: "quarters", element: <OverdueQuarters /> }],
  create: {
    title: "拟定季度会议",
    note: "不写议程的，由平台按没有办结的事项拟出。",
    form: (props) => <NewMeeting {...props} />,
  },
  view: true,
  overview: (row) => <MeetingOverview row={row} />,
  actions: {
    change: {
      label: "修改",
      wide: true,
      initial: planned,
      form: (props) => <ChangeMeeting {...props} />,
    },
    hold: {
      label: "登记召开",
      wide: true,
      initial: ({ day }) => ({ day }),
      form: (props) => <HoldForm {...props} />,
    },
    minute: {
      label: "写纪要",
      method: "put",
      path: "/api/v1/meetings/{id}/minutes",
      wide: true,
      initial: written,
      form: (props) => <MinutesForm {...props} />,
    },
    set_matter: {
      label: "交办待办事项",
      path: "/api/v1/meetings/{id}/matters",
      wide: true,
      form: (props) => <MatterForm {...props} />,
    },
    issue: { label: "印发纪要", note: "印发之后纪要不能再改。" },
  },
};

/** 待办事项 of the meetings. */
export const matters: Noun = {
  slug: "matters",
  title: "会议待办事项",
  group,
  path: "/api/v1/matters",
  permission: "meeting.read",
  name: (row) => String(row.text),
  columns: [
    { key: "text" },
    { key: "organ_name", label: "责任单位" },
    dueColumn(),
    { key: "state_name" },
  ],
  filters: ["state", "organ", "overdue", "open"],
  views: [
    { title: "没有办结的", query: { open: "true" } },
    { title: "逾期的", query: { overdue: "true" } },
  ],
  view: true,
  head: (row) => (row.accepted_on ? null : <DueHead row={row} label="办理期限" />),
  actions: {
    report: { label: "报结果" },
    accept: { label: "办结" },
    return: { label: "退回", danger: true },
  },
};

/** 培训、宣传、经验. */
export const activities: Noun = {
  slug: "activities",
  title: "培训宣传经验",
  group,
  path: "/api/v1/activities",
  permission: "activity.read",
  name: (row) => String(row.title),
  columns: [
    { key: "day", sort: "day" },
    { key: "kind_name" },
    { key: "title" },
    { key: "organ_name" },
    { key: "people", number: true },
    { key: "state_name" },
  ],
  filters: ["kind", "organ", "from", "to", "recorded"],
  create: { title: "登记培训、宣传、经验" },
  view: true,
  facts: ["organ_name", "kind_name", "day", "people", "title", "text", "withdrawn"],
  sheets: [{ id: "files", title: "佐证材料", content: (row) => <ActivityFiles row={row} /> }],
  actions: {
    upload: { elsewhere: true },
    withdraw: { label: "撤销", danger: true },
  },
};
