import type { Schema } from "@api/client";
import type { Row } from "../noun/noun";

export type Report = Schema<"ReportPage">;
export type HandIn = Schema<"HandInView">;
export type Sections = Schema<"ReportSections">;

/** A record of the generic pages as the report that it is. */
export const asReport = (row: Row) => row as unknown as Report;

/** The blocks of text of a report, in the order in which they are read. */
export const SECTIONS: [keyof Sections, string][] = [
  ["work", "工作开展"],
  ["publicity", "结果公示"],
  ["problems", "存在问题"],
  ["next", "下一步"],
];

/** A report's name: "会宁县市场监督管理局 2026 年半年报告". */
export function reportName(row: Row): string {
  const season = String(row.season_name).replace(/（.*）$/u, "");
  return `${String(row.organ_name)} ${String(row.year)} 年${season}`;
}
