import { CalendarPage } from "../admin/CalendarPage";
import { EventDetails } from "../admin/EventDetails";
import type { Noun } from "../noun/noun";

/** 留痕: the one log, read by whoever watches. */
export const audit: Noun = {
  slug: "audit",
  title: "操作记录",
  group: "基础和记录",
  path: "/api/v1/audit",
  key: "index",
  permission: "audit.read",
  name: (row) => `第 ${String(row.index)} 条 ${String(row.action_name)}`,
  columns: [
    { key: "index", label: "日志序号", show: (row) => String(row.index) },
    { key: "time" },
    { key: "actor" },
    { key: "action_name", label: "做了什么" },
    { key: "reason" },
    { key: "account", spare: true },
  ],
  filters: ["action", "account", "record", "from", "to"],
  view: true,
  overview: (row) => <EventDetails event={row} />,
};

/** 工作日历: one year is one page. */
export const calendar: Noun = {
  slug: "calendar",
  title: "工作日历",
  group: "基础和记录",
  path: "/api/v1/calendar/{year}",
  permission: "calendar.read",
  name: (row) => `${String(row.year)} 年`,
  columns: [],
  page: <CalendarPage />,
};
