interface Finding {
  row: number;
  column: string;
  message: string;
}

/** What is wrong or worth a look in a file, row by row. */
export function FindingList({ findings, total }: { findings: Finding[]; total: number }) {
  if (findings.length === 0) return null;
  return (
    <section className="card">
      <h2>提示（{total} 条）</h2>
      <ul className="plain-list">
        {findings.map((it, at) => (
          <li key={at}>
            {it.row > 0 ? `第 ${it.row} 行` : "整个文件"}
            {it.column && `“${it.column}”`}：{it.message}
          </li>
        ))}
      </ul>
    </section>
  );
}
