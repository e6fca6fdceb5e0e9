import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { newKey, request } from "@api/client";
import { Problem } from "@api/problem";
import { Dialog } from "@ui/dialog";
import { SubmitButton } from "@ui/SubmitButton";
import { fieldsOf } from "@api/described";
import type { Draft } from "../form/draft";
import { SchemaForm } from "../form/SchemaForm";
import { labelOfAction } from "./ActionBar";
import { bind, type Bound, type Noun, type Row } from "./noun";

interface Props {
  noun: Noun;
  rows: Row[];
  done: () => void;
}

/** Actions that every chosen record allows, carried out one after the other with one form. */
export function BulkBar({ noun, rows, done }: Props) {
  const [open, setOpen] = useState<Bound>();
  if (rows.length === 0) return null;
  const allowed = (code: string) => rows.every((row) => row.allowed_actions?.includes(code));
  const bound = (noun.bulk ?? []).filter(allowed).flatMap((code) => bind(noun, code) ?? []);
  return (
    <div className="notice row" role="group" aria-label="批量办理">
      <span>已选 {rows.length} 条</span>
      {bound.map((it) => (
        <button key={it.code} type="button" className="button small" onClick={() => setOpen(it)}>
          {labelOfAction(it)}
        </button>
      ))}
      {bound.length === 0 && <span className="muted">选中的记录没有可以一起办理的事。</span>}
      {open && (
        <BulkDialog
          noun={noun}
          rows={rows}
          bound={open}
          close={() => setOpen(undefined)}
          done={done}
        />
      )}
    </div>
  );
}

interface Outcome {
  row: Row;
  wrong?: string;
}

function BulkDialog(props: Props & { bound: Bound; close: () => void }) {
  const { noun, rows, bound, close, done } = props;
  const cache = useQueryClient();
  const body = bound.operation.body;
  const [draft, setDraft] = useState<Draft>(() => bound.act.initial?.(rows[0] as Row) ?? {});
  const [outcomes, setOutcomes] = useState<Outcome[]>([]);
  const [busy, setBusy] = useState(false);
  const versioned = body !== undefined && "version" in fieldsOf(body);
  async function run() {
    setBusy(true);
    for (const row of rows) {
      const path = bound.path.replace("{id}", row.id);
      const content = { ...draft, ...(versioned ? { version: row.version } : {}) };
      const sent = { key: newKey(), ...(body ? { body: content } : {}) };
      const wrong = await request(bound.method, path, sent).then(
        () => undefined,
        (error: unknown) => Problem.of(error).detail,
      );
      setOutcomes((before) => [...before, { row, ...(wrong ? { wrong } : {}) }]);
    }
    setBusy(false);
    await cache.invalidateQueries({ queryKey: [noun.path] });
  }
  const send = (event: FormEvent) => {
    event.preventDefault();
    void run();
  };
  const finished = outcomes.length === rows.length;
  return (
    <Dialog title={`${labelOfAction(bound)}：${rows.length} 条`} close={finished ? done : close}>
      <form className="stack" onSubmit={send}>
        {typeof bound.act.note === "string" && <p className="notice">{bound.act.note}</p>}
        {body && (
          <SchemaForm
            schema={body}
            draft={draft}
            change={setDraft}
            errors={[]}
            hide={bound.act.hide}
          />
        )}
        <ul className="plain-list" aria-live="polite">
          {outcomes.map(({ row, wrong }) => (
            <li key={row.id}>{wrong ? `✘ ${noun.name(row)}：${wrong}` : `✔ ${noun.name(row)}`}</li>
          ))}
        </ul>
        <div className="row end">
          {finished ? (
            <button type="button" className="button primary" onClick={done}>
              完成
            </button>
          ) : (
            <SubmitButton busy={busy}>
              {busy ? `已办 ${outcomes.length} / ${rows.length}` : "逐条办理"}
            </SubmitButton>
          )}
        </div>
      </form>
    </Dialog>
  );
}
