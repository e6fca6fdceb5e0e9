import { useState } from "react";
import { SelectField } from "@ui/fields";
import { vocabulary } from "@terms/terms";
import type { Noun, Row } from "../noun/noun";
import { Related } from "../noun/Related";

const SEVERITIES = [
  ["refuse", "不能采用"],
  ["warn", "提醒"],
  ["note", "说明"],
] as const;

const TONES: Record<string, string> = { refuse: "bad", warn: "warn", note: "quiet" };

const gravity = (row: Row) => {
  const code = String(row.severity);
  const name = SEVERITIES.find(([known]) => known === code)?.[1] ?? code;
  return <span className={`badge ${TONES[code] ?? ""}`}>{name}</span>;
};

const part = { group: "两库", hidden: true, permission: "tag.read", path: "/api/v1/imports" };

const FINDINGS: Noun = {
  ...part,
  slug: "import-findings",
  title: "提示",
  rows: "/api/v1/imports/{id}/findings",
  name: (row) => `第 ${String(row.row)} 行`,
  columns: [
    { key: "row", label: "行", show: (row) => (row.row ? String(row.row) : "整个文件") },
    { key: "column", label: "列" },
    { key: "severity", label: "轻重", show: gravity },
    { key: "message", label: "发生了什么、怎么办" },
  ],
};

/** What the check has to say about the file, row by row. */
export function ImportFindings({ batch }: { batch: Row }) {
  const [severity, setSeverity] = useState("");
  return (
    <div className="stack">
      <div className="filters card">
        <SelectField
          label="轻重"
          none="全部"
          choices={SEVERITIES}
          value={severity}
          change={setSeverity}
        />
      </div>
      <Related key={severity} noun={FINDINGS} of={batch.id} query={{ severity }} empty="没有提示" />
    </div>
  );
}

interface Difference {
  column: string;
  before: string;
  after: string;
}

function Differences({ row }: { row: Row }) {
  const found = (Array.isArray(row.differences) ? row.differences : []) as Difference[];
  if (found.length === 0) return <>—</>;
  return (
    <ul className="plain-list tight">
      {found.map((it) => (
        <li key={it.column}>
          {it.column}：<del>{it.before || "（空）"}</del> → <ins>{it.after || "（空）"}</ins>
        </li>
      ))}
    </ul>
  );
}

/** Of a row that cannot be read, what stands where its code should. */
const codeOf = (row: Row) => String(row.code) || "（没有填写）";

const ROWS: Noun = {
  ...part,
  slug: "import-rows",
  title: "行",
  rows: "/api/v1/imports/{id}/rows",
  key: "row",
  name: (row) => `第 ${String(row.row)} 行`,
  columns: [
    { key: "row", label: "行", show: (row) => String(row.row) },
    { key: "code", show: codeOf },
    { key: "fate", label: "去向" },
    { key: "differences", label: "不同之处", show: (row) => <Differences row={row} /> },
  ],
};

/** Every row with its decision and what it changes. */
export function ImportRows({ batch }: { batch: Row }) {
  const [fate, setFate] = useState("");
  return (
    <div className="stack">
      <div className="filters card">
        <SelectField
          label="去向"
          none="全部"
          choices={vocabulary("import_row")}
          value={fate}
          change={setFate}
        />
      </div>
      <Related key={fate} noun={ROWS} of={batch.id} query={{ fate }} empty="没有这样的行" />
    </div>
  );
}
