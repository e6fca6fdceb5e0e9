import { ImportReport } from "../imports/ImportReport";
import { ImportFindings, ImportRows } from "../imports/ImportRows";
import { ImportUpload } from "../imports/ImportUpload";
import type { Noun } from "../noun/noun";

export const imports: Noun = {
  slug: "imports",
  title: "导入批次",
  group: "两库",
  path: "/api/v1/imports",
  permission: "tag.read",
  name: (row) => String(row.file_name),
  columns: [
    { key: "file_name", label: "文件名" },
    { key: "kind", label: "导入内容" },
    { key: "organ" },
    { key: "source" },
    { key: "source_day" },
    { key: "rows_read", label: "行数", number: true },
    { key: "rows_refused", label: "未采用", number: true },
    { key: "state_name" },
  ],
  links: [{ title: "导入文件", to: "/imports/new", permission: "subject.import" }],
  view: true,
  actions: {
    approve: { label: "批准导入" },
    refuse: { label: "不批准", danger: true },
    undo: { label: "撤销导入", danger: true },
  },
  facts: [
    "kind",
    "organ",
    "source",
    "source_day",
    "file_name",
    "file_bytes",
    "format",
    "file_digest",
    "log_index",
  ],
  sheets: [
    { id: "report", title: "核对结果", content: (row) => <ImportReport batch={row} /> },
    { id: "findings", title: "提示", content: (row) => <ImportFindings batch={row} /> },
    { id: "rows", title: "各行", content: (row) => <ImportRows batch={row} /> },
  ],
  routes: [{ path: "imports/new", element: <ImportUpload /> }],
};
