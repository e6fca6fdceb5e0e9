import { request, type Page } from "@api/client";
import { Problem } from "@api/problem";
import { pageOf, type Noun, type Row } from "./noun";

const PAGE_SIZE = 200;

/** What a browser makes a workbook of without running out of memory. More is named, never cut off
 * in silence. */
export const ROWS_MAX = 100_000;

type Asked = Record<string, unknown>;

/** Asks for one page of a noun. */
export type Ask = (query: Asked, signal: AbortSignal) => Promise<Page<Row>>;

/** Asks the platform. */
export const askPlatform =
  (noun: Noun): Ask =>
  async (query, signal) =>
    pageOf(noun, await request("get", noun.rows ?? noun.path, { query, signal }));

/** Every row that the conditions find. Throws a `Problem` where there are too many, and once the
 * signal says stop. */
export async function allRows(
  ask: Ask,
  query: Asked,
  signal: AbortSignal,
  tell: (progress: { done: number; of: number }) => void,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page = 1; ; page += 1) {
    const found = await ask({ ...query, page, page_size: PAGE_SIZE }, signal);
    orStop(signal);
    if (found.total > ROWS_MAX) throw tooMany(found.total);
    rows.push(...found.items);
    tell({ done: rows.length, of: found.total });
    if (rows.length >= found.total || found.items.length === 0) return rows;
  }
}

/** Throws once the signal says stop. (Chromium 90 has no method for it.) */
export function orStop(signal: AbortSignal): void {
  if (signal.aborted) throw new DOMException("stopped", "AbortError");
}

function tooMany(total: number): Problem {
  const many = (count: number) => count.toLocaleString("zh-CN");
  const detail = `共 ${many(total)} 条，一个 Excel 文件最多 ${many(ROWS_MAX)} 条；请加上条件（如区划、行业）分几次导出。`;
  return new Problem({ status: 400, code: "client.export_rows", detail });
}
