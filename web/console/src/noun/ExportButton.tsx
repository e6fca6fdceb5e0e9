import { useState } from "react";
import { request, type Page } from "@api/client";
import { Problem } from "@api/problem";
import { download } from "@ui/download";
import { useToast } from "@ui/toast";
import { useOrgans, useRegions } from "./names";
import { rowFields, type Column, type Noun, type Row } from "./noun";
import { columnLabel } from "./RowTable";
import { plainText } from "./plainText";

const PAGE_SIZE = 200;
/** A workbook of more rows than this is a matter for the data exports, not for a browser. */
const ROWS_MAX = 20_000;

interface Props {
    noun: Noun;
    columns: Column[];
    query: Record<string, unknown>;
}

async function all(noun: Noun, query: Record<string, unknown>): Promise<Row[]> {
    const rows: Row[] = [];
    for (let page = 1; rows.length < ROWS_MAX; page += 1) {
        const asked = { ...query, page, page_size: PAGE_SIZE };
        const found = await request<Page<Row>>("get", noun.path, { query: asked });
        rows.push(...found.items);
        if (rows.length >= found.total || found.items.length === 0) break;
    }
    return rows;
}

/** Everything that the filters find, with the columns shown, as an Excel workbook. */
export function ExportButton({ noun, columns, query }: Props) {
    const [busy, setBusy] = useState(false);
    const say = useToast();
    const names = { organs: useOrgans(), regions: useRegions() };
    async function save() {
        setBusy(true);
        try {
            const rows = await all(noun, query);
            const fields = rowFields(noun);
            const head = columns.map((column) => ({
                value: columnLabel(column, fields),
                fontWeight: "bold" as const,
            }));
            const body = rows.map((row) =>
                columns.map((column) => ({
                    type: String,
                    value: plainText(row, column.key, fields, names),
                })),
            );
            const { default: write } = await import("write-excel-file/universal");
            download(await write([head, ...body]).toBlob(), `${noun.title}.xlsx`);
            say(`已导出 ${rows.length} 条。`);
        } catch (error) {
            say(Problem.of(error).detail, "bad");
        } finally {
            setBusy(false);
        }
    }
    return (
        <button type="button" className="button" disabled={busy} onClick={() => void save()}>
            {busy ? "正在导出……" : "导出 Excel"}
        </button>
    );
}
