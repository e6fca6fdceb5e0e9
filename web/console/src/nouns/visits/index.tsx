import { word } from "@terms/terms";
import type { Noun, Row } from "../../noun/noun";
import { Deadline } from "../../casework/Deadline";
import { Stepper } from "../../casework/Stepper";
import { EvidenceSheet, ItemsSheet, NotesSheet, PartsSheet } from "./sheets";
import { NoticeSheet } from "./Notice";
import { VisitOverview } from "./VisitOverview";

const STATES = ["pending", "approved", "notified", "in_progress", "recorded", "signed", "closed"];
const TITLES = ["审批", "通知", "到达", "填写", "签字", "公示", "结束"];

function Head({ row }: { row: Row }) {
  const at = STATES.indexOf(row.state ?? "");
  return (
    <Stepper
      label="检查进度"
      steps={TITLES.map((title) => ({ title }))}
      current={row.state === "closed" ? TITLES.length : at}
      broken={at < 0}
    />
  );
}

export const inspections: Noun = {
  slug: "inspections",
  title: "检查",
  group: "抽取和检查",
  path: "/api/v1/inspections",
  permission: "inspection.read",
  name: (row) => `${String(row.subject_name)}（${String(row.number)}）`,
  columns: [
    { key: "subject_name", label: "检查对象" },
    { key: "number", sort: "number" },
    { key: "subject_region", spare: true },
    { key: "kind" },
    { key: "task_name", label: "任务" },
    { key: "organ", spare: true },
    { key: "batch", number: true, sort: "batch", spare: true },
    {
      key: "window_to",
      label: "检查期限",
      sort: "window_to",
      show: (row) => (
        <Deadline
          due={String(row.window_to)}
          from={String(row.window_from)}
          done={row.done_on as string | null}
          overdue={row.done_on ? String(row.done_on) > String(row.window_to) : undefined}
          calendar
        />
      ),
    },
    { key: "state_name", label: "状态", sort: "state" },
    {
      key: "outcome",
      label: "以状态结束",
      spare: true,
      show: (row) => (row.outcome ? word("status_outcome", row.outcome) : "—"),
    },
    { key: "done_on", sort: "done_on", spare: true },
    { key: "urgent", spare: true },
  ],
  views: [
    { title: "全部", query: {} },
    { title: "待审批", query: { state: "pending" } },
    { title: "待通知", query: { state: "approved" } },
    { title: "进行中", query: { state: "in_progress" } },
    { title: "待签字", query: { state: "recorded" } },
    { title: "以状态结束", query: { state: "ended" } },
  ],
  filters: ["q", "state", "organ", "task", "case_file", "batch", "from", "to", "mine"],
  view: true,
  head: (row) => <Head row={row} />,
  overview: (row) => <VisitOverview row={row} />,
  sheets: [
    { id: "items", title: "事项和检查记录", content: (row) => <ItemsSheet row={row} /> },
    { id: "notice", title: "检查通知", content: (row) => <NoticeSheet row={row} /> },
    { id: "evidence", title: "证据", content: (row) => <EvidenceSheet row={row} /> },
    { id: "notes", title: "补正", content: (row) => <NotesSheet row={row} /> },
    { id: "parts", title: "各部门结果", content: (row) => <PartsSheet row={row} /> },
  ],
  bulk: ["approve"],
  actions: {
    approve: {
      label: "批准检查",
      note: "批准人不能是检查组成员。提前通知的，检查前送达通知书；当场通知的，到达时出具。",
    },
    notify: {
      label: "送达检查通知",
      initial: (row) => ({ advance: row.advance, method: "field", materials: [] }),
    },
    check: { elsewhere: true },
    arrive: { elsewhere: true },
    add_evidence: { elsewhere: true },
    company_sign: { elsewhere: true },
    sign: {
      label: "签字",
      initial: (row) => ({ digest: row.digest }),
      hide: ["digest"],
      note: "请先读完“事项和检查记录”“证据”。签字之后，检查记录不能再改动，只能补正。",
    },
    finish: { note: "完成之后固定检查记录，由检查人员和当事人签字。" },
    note: { label: "补正", path: "/api/v1/inspections/{id}/notes" },
    outcome: {
      label: "以状态结束",
      danger: true,
      note: "须先上传证据；由另一名执法人员确认后才生效。查无下落、不予配合会公示为检查结果。",
    },
    decide_outcome: {
      label: "确认以状态结束",
      path: "/api/v1/inspections/{id}/outcome/decide",
    },
  },
};
