import { useQuery } from "@tanstack/react-query";
import { request } from "@api/client";
import { fieldsOf, operation, type Field } from "@api/described";
import { Empty, Failed, Loading } from "@ui/states";
import { day } from "@ui/time";
import { labelOf, Value } from "../noun/value";

type Statement = Record<string, unknown>;

/** What a statement says of itself, not of its subject. */
const OWN = new Set(["id", "version", "log_index", "allowed_actions", "valid_from"]);

interface Said {
  key: string;
  value: unknown;
  field: Field | undefined;
}

/** All that a statement says, parts included; a code whose name stands beside it is left out. */
function said(statement: Statement, fields: Record<string, Field>): Said[] {
  return Object.entries(statement).flatMap(([key, value]): Said[] => {
    if (OWN.has(key) || `${key}_name` in statement) return [];
    if (key !== "details") return [{ key, value, field: fields[key] }];
    return said((value ?? {}) as Statement, fieldsOf(fields[key]?.ref));
  });
}

/** What changed from one statement to the next. */
export function changes(before: Statement, after: Statement, fields: Record<string, Field>) {
  const old = new Map(said(before, fields).map((it) => [it.key, it.value]));
  return said(after, fields)
    .map((it) => ({ ...it, before: old.get(it.key) }))
    .filter((it) => JSON.stringify(it.before) !== JSON.stringify(it.value));
}

/** Every statement about a record: since when it holds, in the log since which entry, and what it
 * changed. Nothing that was said is overwritten, so the register of any day can be shown. */
export function StatementHistory({ template, id }: { template: string; id: string }) {
  const path = template.replace("{id}", id);
  const found = useQuery({
    queryKey: [path],
    queryFn: () => request<Statement[]>("get", path),
  });
  if (found.isPending) return <Loading lines={3} />;
  if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
  const fields = fieldsOf(operation("get", template)?.answer);
  const rows = found.data.map((statement, at) => ({ statement, before: found.data[at - 1] }));
  if (rows.length === 0) return <Empty title="没有记载" />;
  return (
    <div className="card">
      <ol className="timeline">
        {rows.reverse().map(({ statement, before }) => (
          <li key={`${statement.version}-${statement.log_index}`}>
            <strong>自{sinceOf(statement)}起</strong>
            <span className="muted">　日志第 {String(statement.log_index)} 条</span>
            {before ? (
              <Changed before={before} after={statement} fields={fields} />
            ) : (
              <div>首次登记</div>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

function sinceOf(statement: Statement): string {
  const from = (statement.details as Statement | undefined)?.valid_from;
  return typeof from === "string" ? day(from) : "登记之日";
}

interface ChangedProps {
  before: Statement;
  after: Statement;
  fields: Record<string, Field>;
}

function Changed({ before, after, fields }: ChangedProps) {
  const found = changes(before, after, fields);
  if (found.length === 0) return <div className="muted">内容没有变化（重新核对）</div>;
  return (
    <ul className="plain-list tight">
      {found.map(({ key, value, before: old, field }) => (
        <li key={key}>
          {labelOf(key, field ? { [key]: field } : fields)}：
          <del>
            <Value value={old} name={key} field={field} />
          </del>
          {" → "}
          <ins>
            <Value value={value} name={key} field={field} />
          </ins>
        </li>
      ))}
    </ul>
  );
}
