import type { Noun } from "../../noun/noun";
import { Deadline } from "../../casework/Deadline";
import { Channels } from "./Channels";
import { EnterForm } from "./EnterForm";
import { asPart } from "./part";
import { PartHead, PartObjections, PartOverview } from "./PartOverview";

export const parts: Noun = {
  slug: "inspection-parts",
  title: "检查结果办理",
  group: "结果和公示",
  path: "/api/v1/inspection-parts",
  permission: "result.read",
  name: (row) => `${asPart(row).subject_name}的检查结果`,
  columns: [
    { key: "subject_name", label: "检查对象" },
    { key: "number", label: "检查编号", spare: true },
    { key: "organ", label: "检查机关", sort: "organ" },
    { key: "task", label: "任务", spare: true },
    { key: "state_name", label: "状态", sort: "state" },
    { key: "done_on", label: "检查结束", sort: "done_on" },
    {
      key: "due_on",
      label: "公示期限",
      show: (row) => {
        const part = asPart(row);
        return (
          <Deadline
            due={part.due_on}
            from={part.done_on}
            done={part.published_on}
            overdue={part.late}
            unknown={part.due_problem}
          />
        );
      },
    },
    { key: "published_on", label: "公示日期", spare: true },
  ],
  views: [
    { title: "全部", query: {} },
    { title: "待录入", query: { state: "ready" } },
    { title: "待审核", query: { state: "entered" } },
    { title: "待公示", query: { state: "passed" } },
    { title: "检查已结束、未公示", query: { unpublished: "true" } },
    { title: "已逾期", query: { overdue: "true" } },
    { title: "已公示", query: { state: "published" } },
  ],
  filters: ["state", "organ", "task", "unpublished", "overdue"],
  view: true,
  head: (row) => <PartHead row={row} />,
  overview: (row) => <PartOverview row={row} />,
  sheets: [
    { id: "channels", title: "公示渠道", content: (row) => <Channels row={row} /> },
    {
      id: "objections",
      title: "异议",
      content: (row) => <PartObjections row={row} />,
      permission: "objection.read",
    },
  ],
  actions: {
    enter: { wide: true, form: (props) => <EnterForm {...props} /> },
    review: {
      label: "审核",
      note: "审核的人不能参加过这次检查。退回须写明意见，由录入的人改正后再送审。",
    },
    publish: {
      label: "公示",
      note: "公示之后不能改动或删除；有错只能更正或撤回，并留下公开的记录。公示人不能是录入人和审核人。",
    },
    channel: { elsewhere: true },
  },
  bulk: ["review", "publish"],
};
