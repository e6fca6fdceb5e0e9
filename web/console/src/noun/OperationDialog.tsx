import { useState, type ReactNode } from "react";
import { request } from "@api/client";
import { fieldsOf, operation } from "@api/described";
import type { Problem } from "@api/problem";
import { Dialog } from "@ui/dialog";
import { clashOf, ConflictChoice } from "../form/Conflict";
import { cleaned } from "../form/clean";
import { useDraft, type Draft } from "../form/draft";
import { FormFrame } from "../form/FormFrame";
import { SchemaForm } from "../form/SchemaForm";
import { useSubmit } from "../form/useSubmit";
import type { Create, Row } from "./noun";

interface Props {
  title: string;
  /** What stands above the form: the record it is about. */
  about?: ReactNode;
  /** The name of the draft on this computer. */
  kept: string;
  method: string;
  /** Address as described and as sent. */
  template: string;
  path: string;
  initial?: Draft | undefined;
  hide?: string[] | undefined;
  /** In place of the form made of the description. */
  form?: Create["form"];
  wide?: boolean;
  /** Sent with what was typed: the version that the person saw. */
  known?: Draft;
  danger?: boolean | undefined;
  /** What the answer says only once. */
  after?: ((answer: Row) => ReactNode) | undefined;
  /** What else a refusal needs. */
  refused?: (problem: Problem) => ReactNode;
  close: () => void;
  done: (answer: Row) => void;
}

/** One operation of the published description as a form over the page. */
export function OperationDialog(props: Props) {
  const { title, about, kept, method, template, path, initial, hide, form, danger } = props;
  const { known, after, refused, close, done } = props;
  const body = operation(method, template)?.body;
  const draft = useDraft(kept, initial ?? {}, body);
  const [said, setSaid] = useState<Row>();
  const [version, setVersion] = useState<number>();
  const send = (key: string) => {
    const typed = { ...draft.draft, ...known, ...(version ? { version } : {}) };
    const content = cleaned(body, typed);
    return request<Row>(method, path, { key, ...(body ? { body: content } : {}) });
  };
  const { submit, problem, busy, clear } = useSubmit(send, (answer) => {
    draft.forget();
    if (after?.(answer)) setSaid(answer);
    else done(answer);
  });
  if (said) {
    const end = () => done(said);
    return (
      <Dialog title={title} close={end}>
        {after?.(said)}
        <div className="row end">
          <button type="button" className="button primary" onClick={end}>
            完成
          </button>
        </div>
      </Dialog>
    );
  }
  const errors = problem?.errors ?? [];
  const clash = clashOf(problem);
  const settle = (values: Draft, found: number) => {
    draft.change({ ...draft.draft, ...values });
    setVersion(found);
    clear();
  };
  const fields = Object.keys(fieldsOf(body)).length;
  return (
    <Dialog title={title} close={close} wide={props.wide ?? fields > WIDE_FROM}>
      {about}
      <FormFrame
        {...{ submit, problem, busy, danger }}
        label={title}
        restored={draft.restored}
        forget={draft.forget}
        cancel={close}
      >
        {form?.({ draft: draft.draft, change: draft.change, errors }) ??
          (body && (
            <SchemaForm
              schema={body}
              draft={draft.draft}
              change={draft.change}
              errors={errors}
              hide={hide}
            />
          ))}
        {clash && <ConflictChoice clash={clash} schema={body} settle={settle} />}
        {problem && !clash && refused?.(problem)}
      </FormFrame>
    </Dialog>
  );
}

/** A form of more fields than this needs two columns beside each other. */
const WIDE_FROM = 6;
