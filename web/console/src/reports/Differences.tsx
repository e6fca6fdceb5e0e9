import type { Schema } from "@api/client";
import { yuan } from "../noun/value";

type Difference = Schema<"DifferenceView">;

/** What the code of the money's column is. */
const AMOUNT = "amount";

const shown = (column: string, value: number) =>
  column === AMOUNT ? yuan(value) : value.toLocaleString("zh-CN");

/** "1,000 元": how much more, or less, the facts say now. */
function change({ column, submitted, recomputed }: Difference): string {
  const by = recomputed - submitted;
  return `${by > 0 ? "多" : "少"} ${shown(column, Math.abs(by))}`;
}

/** Cells where the sum of what was handed in is not what the facts say now. */
export function Differences({ rows, label }: { rows: Difference[]; label: string }) {
  return (
    <div className="table-scroll" role="region" aria-label={label} tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">行</th>
            <th scope="col">栏</th>
            <th scope="col" className="number">
              已提交
            </th>
            <th scope="col" className="number">
              重新统计
            </th>
            <th scope="col" className="number">
              重新统计比已提交
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.category}${row.column}`}>
              <td>{row.category_name}</td>
              <td>{row.column_name.replace("（万元）", "")}</td>
              <td className="number">{shown(row.column, row.submitted)}</td>
              <td className="number">{shown(row.column, row.recomputed)}</td>
              <td className="number differs">{change(row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
