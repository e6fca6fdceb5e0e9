import { anyLabel } from "@api/described";
import { Value } from "../noun/value";

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** What an event says of its changes: the old beside the new where it names both. */
export function ChangeTable({ changes }: { changes: unknown }) {
  if (changes === null || changes === undefined)
    return <p className="muted">没有记载，或您无权查看业务内容。</p>;
  if (!isFields(changes)) return <Said name="" value={changes} />;
  if (Object.keys(changes).length === 0) return <p className="muted">没有另外记下的内容。</p>;
  const { before, after, ...rest } = changes;
  const both = isFields(before) && isFields(after);
  const others = both ? rest : changes;
  return (
    <div className="stack">
      {both && <BeforeAfter before={before} after={after} />}
      {Object.keys(others).length > 0 && (
        <dl className="facts">
          {Object.entries(others).map(([name, value]) => (
            <div key={name} className={isFields(value) ? "wide" : undefined}>
              <dt>{anyLabel(name)}</dt>
              <dd>
                <Said name={name} value={value} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

function BeforeAfter({ before, after }: { before: Fields; after: Fields }) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const differing = names.filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  if (differing.length === 0) return <p className="muted">内容没有变化。</p>;
  return (
    <div className="table-scroll" role="region" aria-label="改动" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">内容</th>
            <th scope="col">原来</th>
            <th scope="col">现在</th>
          </tr>
        </thead>
        <tbody>
          {differing.map((name) => (
            <tr key={name}>
              <th scope="row">{anyLabel(name)}</th>
              <td>
                <Said name={name} value={before[name]} />
              </td>
              <td>
                <Said name={name} value={after[name]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Said({ name, value }: { name: string; value: unknown }) {
  if (!isFields(value)) return <Value value={value} name={name} />;
  return <ChangeTable changes={value} />;
}
