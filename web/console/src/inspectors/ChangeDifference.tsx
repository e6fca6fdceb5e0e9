import { Facts, Value } from "../noun/value";
import type { Row } from "../noun/noun";

interface Difference {
  column: string;
  before: string;
  after: string;
}

/** "王某（新登记）". */
export function changeTitle(row: Row): string {
  const proposed = (row.proposed ?? {}) as Record<string, unknown>;
  return `${String(proposed.name ?? "人员")}${row.new ? "（新登记）" : ""}`;
}

/** What a proposed change alters, the old beside the new; for a new person all that is proposed. */
export function ChangeDifference({ change }: { change: Row }) {
  const differences = (change.differences ?? []) as Difference[];
  const proposed = (change.proposed ?? {}) as Row;
  if (differences.length === 0) {
    return (
      <div className="card">
        <Facts value={proposed} schema="InspectorDetails" />
      </div>
    );
  }
  return (
    <div className="table-scroll" role="region" aria-label="变动内容" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">内容</th>
            <th scope="col">原来</th>
            <th scope="col">拟改为</th>
          </tr>
        </thead>
        <tbody>
          {differences.map((it) => (
            <tr key={it.column}>
              <th scope="row">{it.column}</th>
              <td>
                <del>
                  <Told {...it} text={it.before} />
                </del>
              </td>
              <td>
                <ins>
                  <Told {...it} text={it.after} />
                </ins>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Columns of which the server names the record by its id. */
const FIELDS: Record<string, string> = { 部门: "organ" };

function Told({ column, text }: Difference & { text: string }) {
  return <Value value={text} name={FIELDS[column] ?? ""} />;
}
