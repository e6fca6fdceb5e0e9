import { Annex3Page } from "../annex3/Annex3Page";
import type { Noun, Row } from "../noun/noun";
import { HandIns } from "../reports/HandIns";
import { ReportClock } from "../reports/ReportClock";
import { ReportDue } from "../reports/ReportDue";
import { ReportEdit } from "../reports/ReportEdit";
import { ReportOverview } from "../reports/ReportOverview";
import { RollUpPage } from "../reports/RollUpPage";
import { asReport, reportName } from "../reports/report";

const GROUP = "统计和会议";

/** 附件3: counted, not kept; its page is one table. */
export const annex3: Noun = {
  slug: "annex3",
  title: "附件3 统计表",
  group: GROUP,
  path: "/api/v1/annex3",
  permission: "report.read",
  name: (row) => String(row.title),
  columns: [],
  page: <Annex3Page />,
};

const clock = (row: Row) => <ReportClock row={asReport(row)} />;

const content = (row: Row) => {
  const { sections, clerk, phone, remarks } = row;
  return { sections, clerk, phone, remarks };
};

export const reports: Noun = {
  slug: "reports",
  title: "半年、年终报告",
  group: GROUP,
  path: "/api/v1/reports",
  permission: "report.read",
  name: reportName,
  columns: [
    { key: "organ_name", label: "部门" },
    { key: "year", sort: "year", show: (row) => `${String(row.year)} 年` },
    { key: "season_name", label: "报告期", sort: "season" },
    { key: "deadline", label: "期限和报送", show: clock, sort: "first_on" },
    { key: "hand_ins", label: "报送过", number: true, show: (row) => `${String(row.hand_ins)} 次` },
    { key: "state_name", sort: "state" },
    { key: "region", spare: true },
  ],
  filters: ["year", "season", "state", "organ", "region"],
  create: {
    title: "编制报告",
    note: "数字由平台的记录统计，不用填写；文字先由数字写成初稿，再由您修改。",
  },
  links: [
    { title: "报送期限", to: "/reports/due", permission: "report.read" },
    { title: "各部门汇总", to: "/reports/roll-up", permission: "report.receive" },
  ],
  view: true,
  head: (row) => (
    <div className="card row">
      <strong>报送</strong>
      {clock(row)}
    </div>
  ),
  overview: (row) => <ReportOverview row={row} />,
  actions: {
    edit: {
      label: "编写",
      method: "put",
      path: "/api/v1/reports/{id}",
      wide: true,
      initial: content,
      form: (props) => <ReportEdit {...props} />,
    },
    submit: {
      label: "提交",
      note: "提交之后，这一次的数字和文字不再改变；写错的，由联席会议办公室退回后再次提交，前一次仍然保留。",
    },
    receive: { label: "收到" },
    return: { label: "退回", danger: true },
  },
  sheets: [{ id: "hand-ins", title: "历次报送", content: (row) => <HandIns row={row} /> }],
  routes: [
    { path: "reports/due", element: <ReportDue /> },
    { path: "reports/roll-up", element: <RollUpPage /> },
  ],
};
