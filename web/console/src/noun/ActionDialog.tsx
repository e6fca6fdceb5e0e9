import { request } from "@api/client";
import { fieldsOf } from "@api/described";
import { Dialog } from "@ui/dialog";
import { useToast } from "@ui/toast";
import { useDraft, type Draft } from "../form/draft";
import { FormFrame } from "../form/FormFrame";
import { SchemaForm } from "../form/SchemaForm";
import { useSubmit } from "../form/useSubmit";
import { labelOfAction } from "./ActionBar";
import type { Act, Bound, Noun, Row } from "./noun";

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
    const body = bound.operation.body;
    const initial = beginning(bound, row);
    const draft = useDraft(`${noun.slug}:${row.id}:${bound.code}`, initial);
    const label = labelOfAction(bound);
    const path = bound.path.replace("{id}", encodeURIComponent(row.id));
    const send = (key: string) => {
        const versioned = body && "version" in fieldsOf(body) ? { version: row.version } : {};
        const content = { ...draft.draft, ...versioned };
        return request<unknown>(bound.method, path, { key, ...(body ? { body: content } : {}) });
    };
    const { submit, problem, busy } = useSubmit(send, () => {
        draft.forget();
        say(`已${label}：${noun.name(row)}`);
        done();
    });
    return (
        <Dialog title={label} close={close} wide={bound.act.wide ?? bound.method === "put"}>
            <p className="muted">{noun.name(row)}</p>
            <ActNote note={bound.act.note} row={row} />
            <FormFrame
                {...{ submit, problem, busy, label }}
                danger={bound.act.danger}
                restored={draft.restored}
                forget={draft.forget}
                cancel={close}
            >
                {bound.act.form?.({
                    row,
                    draft: draft.draft,
                    change: draft.change,
                    errors: problem?.errors ?? [],
                })}
                {body && !bound.act.form && (
                    <SchemaForm
                        schema={body}
                        draft={draft.draft}
                        change={draft.change}
                        errors={problem?.errors ?? []}
                        hide={bound.act.hide}
                    />
                )}
                {problem?.status === 409 && <ConflictNotice noun={noun} row={row} reload={done} />}
            </FormFrame>
        </Dialog>
    );
}

function ActNote({ note, row }: { note: Act["note"]; row: Row }) {
    if (!note) return null;
    return <p className="notice">{typeof note === "string" ? note : note(row)}</p>;
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
