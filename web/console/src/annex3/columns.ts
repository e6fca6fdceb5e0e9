import type { Schema } from "@api/client";

export type Line = Schema<"Annex3LineView">;

/** How the table is read: 户次 or 户, 罚没 or 罚款. */
export interface Reading {
  entities: boolean;
  fine: boolean;
}

export interface Column {
  /** The code by which the rows behind a cell are asked for. */
  code: string;
  name: string;
  text: (line: Line, reading: Reading) => string;
}

const counted = (
  code: "batches" | "gsxt" | "professional" | "website" | "cases",
  name: string,
) => ({
  code,
  name,
  text: (line: Line) => line[code].toLocaleString("zh-CN"),
});

/** The columns of figures, in the order of the annex. */
export const COLUMNS: Column[] = [
  counted("batches", "抽查批次"),
  {
    code: "subjects",
    name: "抽查数量（户）",
    text: (line, { entities }) =>
      (entities ? line.entities : line.subjects).toLocaleString("zh-CN"),
  },
  counted("gsxt", "公示系统"),
  counted("professional", "专业系统"),
  counted("website", "部门网站"),
  counted("cases", "双随机抽查案件数（件）"),
  {
    code: "amount",
    name: "案件处罚金额（万元）",
    text: (line, { fine }) => (fine ? line.fine_wan : line.total_wan),
  },
];

/** Whether there is anything behind a cell. */
export function isZero(text: string): boolean {
  return Number(text.replace(/,/gu, "")) === 0;
}

export interface Span {
  line: Line;
  /** How many rows the first cell spans; 0 where the one above covers it. */
  span: number;
}

/** The rows that a unit fills in; those of one 区分 share their first cell. */
export function spansOf(lines: Line[]): Span[] {
  const filled = lines.filter((line) => line.filled);
  return filled.map((line, at) => {
    const same = (it: Line) => it.division_name === line.division_name;
    const above = filled[at - 1];
    return { line, span: above && same(above) ? 0 : filled.filter(same).length };
  });
}
