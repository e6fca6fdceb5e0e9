import { fieldsOf } from "@api/described";
import { useToast } from "@ui/toast";
import type { Draft } from "../form/draft";
import { labelOfAction } from "./ActionBar";
import type { Act, Bound, Noun, Row } from "./noun";
import { OperationDialog } from "./OperationDialog";

interface Props {
  bound: Bound;
  noun: Noun;
  row: Row;
  close: () => void;
  done: () => void;
}

/** Fields of the body that the record has under the same name: what a change begins with. */
function beginning(bound: Bound, row: Row): Draft {
  if (bound.act.initial) return bound.act.initial(row);
  if (bound.method !== "put") return {};
  const fields = Object.keys(fieldsOf(bound.operation.body));
  const details = (row.form ?? row.details ?? {}) as Draft;
  return Object.fromEntries(fields.map((name) => [name, row[name] ?? details[name] ?? null]));
}

/** Carries out one action: its form, its refusal, its conflict. */
export function ActionDialog({ bound, noun, row, close, done }: Props) {
  const say = useToast();
  const { act } = bound;
  const label = labelOfAction(bound);
  const versioned = "version" in fieldsOf(bound.operation.body);
  return (
    <OperationDialog
      title={label}
      about={<About name={noun.name(row)} note={act.note} row={row} />}
      kept={`${noun.slug}:${row.id}:${bound.code}`}
      method={bound.method}
      template={bound.path}
      path={bound.path.replace("{id}", encodeURIComponent(row.id))}
      initial={beginning(bound, row)}
      hide={act.hide}
      form={act.form && ((props) => act.form?.({ row, ...props }))}
      wide={act.wide ?? bound.method === "put"}
      known={versioned ? { version: row.version } : {}}
      danger={act.danger}
      after={act.after}
      refused={(problem) =>
        problem.status === 409 && <ConflictNotice {...{ noun, row }} reload={done} />
      }
      close={close}
      done={() => {
        say(`已${label}：${noun.name(row)}`);
        done();
      }}
    />
  );
}

function About({ name, note, row }: { name: string; note: Act["note"]; row: Row }) {
  return (
    <>
      <p className="muted">{name}</p>
      {note && <p className="notice">{typeof note === "string" ? note : note(row)}</p>}
    </>
  );
}

/** Somebody else was quicker. What was typed stays as a draft; the page shows the new state. */
function ConflictNotice({ noun, row, reload }: { noun: Noun; row: Row; reload: () => void }) {
  return (
    <div className="notice warn">
      <p>
        “{noun.name(row)}
        ”可能已被他人改动。填写的内容已留作草稿；看过最新内容后再打开这个窗口，可以接着提交。
      </p>
      <button type="button" className="button small" onClick={reload}>
        看最新内容
      </button>
    </div>
  );
}
