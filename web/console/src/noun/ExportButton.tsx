import { download } from "@ui/download";
import { LongWork, type Progress } from "@ui/LongWork";
import { allRows, askPlatform, orStop } from "./exportRows";
import { useOrgans, useRegions } from "./names";
import { rowFields, type Column, type Noun } from "./noun";
import { columnLabel } from "./RowTable";
import { plainText } from "./plainText";

interface Props {
  noun: Noun;
  columns: Column[];
  query: Record<string, unknown>;
}

/** Everything that the filters find, with the columns shown, as an Excel workbook. */
export function ExportButton({ noun, columns, query }: Props) {
  const names = { organs: useOrgans(), regions: useRegions() };
  async function run(signal: AbortSignal, tell: (progress: Progress) => void) {
    const rows = await allRows(askPlatform(noun), query, signal, tell);
    const fields = rowFields(noun);
    const head = columns.map((column) => ({
      value: columnLabel(column, fields),
      fontWeight: "bold" as const,
    }));
    const body = rows.map((row) =>
      columns.map((column) => ({
        type: String,
        value: plainText(row, column, fields, names),
      })),
    );
    const { default: write } = await import("write-excel-file/universal");
    const content = await write([head, ...body]).toBlob();
    orStop(signal);
    download(content, `${noun.title}.xlsx`);
    return `已导出 ${rows.length} 条。`;
  }
  return <LongWork label="导出 Excel" name={`${noun.title}.xlsx`} {...{ words, run }} />;
}

function words({ done, of }: Progress): string {
  const many = (count: number) => count.toLocaleString("zh-CN");
  return `${many(done)} / ${many(of ?? done)} 条`;
}
