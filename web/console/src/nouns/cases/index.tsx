import type { Noun, Row } from "../../noun/noun";
import { Facts } from "../../noun/value";
import { dueColumn, DueHead } from "../../casework/columns";
import { Deadline } from "../../casework/Deadline";
import { Sealed } from "../../casework/Sealed";
import { Stepper } from "../../casework/Stepper";
import { CaseFollow } from "./CaseFollow";
import { Complainant } from "./Complainant";

const STEPS = ["登记", "受理", "检查", "处理", "答复", "办结"];

/** How many of the steps are behind a case. An approved inspection is still to be done: the step
 * is over when what it found has been dealt with. */
function stepsDone(row: Row): number {
  const days = [row.received_on, row.accepted_on, row.handled_on, row.handled_on];
  const done = [...days, row.answered_on, row.closed_on];
  const last = done.map(Boolean).lastIndexOf(true);
  return last + 1;
}

function Head({ row }: { row: Row }) {
  const over = row.state === "declined" || row.state === "merged";
  return (
    <>
      <Stepper
        label="个案进度"
        steps={STEPS.map((title) => ({ title }))}
        current={stepsDone(row)}
        broken={over}
      />
      {row.emergency === true && row.ratified === null && (
        <div className="notice warn row">
          <strong>紧急先行检查，须补办审批</strong>
          <Deadline
            due={row.ratify_due as string | null}
            overdue={row.ratification_late === true}
            calendar
          />
        </div>
      )}
      <DueHead row={row} label={row.accepted_on ? "答复期限" : "受理期限"} />
    </>
  );
}

const FACTS = [
  "subject",
  "source_name",
  "source_number",
  "category",
  "organ",
  "place",
  "matter",
  "content",
  "items",
  "received_on",
  "accepted_on",
  "accept_note",
  "merged_into",
  "referral",
  "emergency",
  "emergency_reason",
  "approved_on",
  "ratified",
  "team",
  "team_reason",
  "inspection",
  "result_name",
  "result_note",
  "handled_on",
  "answer",
  "answered_on",
  "ending_name",
  "closed_on",
];

export const cases: Noun = {
  slug: "cases",
  title: "个案",
  group: "个案和专项",
  path: "/api/v1/cases",
  permission: "case.read",
  name: (row) => `${String(row.matter)}（${String(row.number)}）`,
  columns: [
    { key: "matter" },
    { key: "number" },
    { key: "source_name" },
    { key: "subject_name" },
    { key: "place", spare: true },
    { key: "organ", spare: true },
    { key: "received_on" },
    dueColumn("办理期限"),
    { key: "emergency", spare: true },
    { key: "state_name" },
  ],
  views: [
    { title: "全部", query: {} },
    { title: "待受理", query: { state: "registered" } },
    { title: "检查待审批", query: { state: "pending" } },
    { title: "已逾期的", query: { overdue: "true" } },
    { title: "待补办审批", query: { unratified: "true" } },
  ],
  filters: ["q", "state", "source", "organ", "subject", "overdue", "unratified"],
  create: {
    title: "登记个案",
    note: "投诉举报人的姓名、电话不要写在案由和内容里；登记之后另行密封登记。",
  },
  view: true,
  head: (row) => <Head row={row} />,
  overview: (row) => (
    <div className="stack">
      <CaseFollow row={row} />
      <div className="card">
        <Facts value={row} schema="CaseView" only={FACTS} />
      </div>
    </div>
  ),
  sheets: [
    {
      id: "complainant",
      title: "投诉举报人",
      content: (row) => <Complainant row={row} noun={cases} />,
    },
  ],
  actions: {
    change: { label: "补充信息" },
    reveal: { elsewhere: true },
    decline: { danger: true },
    merge: { note: "并入的个案继续办理，这一件随之结束，记录保留。" },
    approve: {
      label: "批准检查并指定人员",
      wide: true,
      initial: () => ({ team: [{ leads: true }, { leads: false }] }),
      note: "个案的检查人员由领导指定，不是随机选派；至少两名，写明理由。",
    },
    emergency: {
      label: "紧急先行检查",
      danger: true,
      wide: true,
      initial: () => ({ team: [{ leads: true }, { leads: false }] }),
      note: "只用于不立即检查就会造成危害的情形；事后须在期限内补办审批。",
    },
  },
};

export const unlicensed: Noun = {
  slug: "unlicensed",
  title: "无证无照经营",
  group: "个案和专项",
  path: "/api/v1/unlicensed",
  permission: "case.read",
  name: (row) => String(row.subject_name),
  columns: [
    { key: "subject_name" },
    { key: "activity" },
    { key: "lacks_name" },
    { key: "competent" },
    { key: "found_on" },
    dueColumn("办证期限"),
    { key: "state_name" },
  ],
  filters: ["state", "organ", "region", "overdue", "open"],
  create: {
    title: "登记无证无照线索",
    note: "经营地点不写人名；经营者的姓名单独填写，密封保存。有权查处的部门由缺少的证照决定。",
  },
  view: true,
  head: (row) => <DueHead row={row} label="办证期限" from="found_on" />,
  facts: [
    "subject",
    "activity",
    "place",
    "lacks_name",
    "permit",
    "competent",
    "article",
    "organ",
    "found_on",
    "due",
    "document",
    "case",
    "penalty",
    "referral",
    "registered_as",
    "ending",
    "end_note",
    "closed_on",
  ],
  sheets: [
    {
      id: "person",
      title: "经营者",
      content: (row) =>
        row.has_person === true ? (
          <Sealed
            who="经营者"
            path={`/api/v1/unlicensed/${row.id}/reveal`}
            schema="PersonView"
            may={row.allowed_actions?.includes("reveal") ?? false}
          />
        ) : (
          <p className="card">没有登记经营者的身份。</p>
        ),
    },
  ],
  actions: {
    reveal: { elsewhere: true },
    guide: { note: "能够办理证照的，先引导办理，写明期限。" },
    order: { danger: true },
    close: { note: "已办理证照的写明主体，已立案的写明案件，已移送的写明移送。" },
  },
};
