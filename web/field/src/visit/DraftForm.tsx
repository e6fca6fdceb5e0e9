import { useState, type ComponentType, type FormEvent } from "react";
import { Problem } from "@api/problem";
import { Loading, ProblemNotice } from "@ui/states";
import type { Body, Kind } from "../queue/op";
import { useDraft } from "./useDraft";
import { useStep, type Step } from "./useStep";
import type { Visiting } from "./useVisit";

export interface FormProps<T> {
  visiting: Visiting;
  draft: T;
  change: (draft: T) => void;
  /** What the server said of a field, when this corrects a refused operation. */
  about: (field: string) => string | undefined;
}

interface Props<T> {
  visiting: Visiting;
  kind: Kind;
  /** Tells drafts of one kind apart, such as those of two items. */
  name?: string;
  press: string;
  initial: T;
  /** A refused operation as the content of the form. */
  from: (body: Body) => T;
  step: (draft: T) => Step;
  /** What is missing, in words; checked before anything is kept. */
  check?: (draft: T) => string | undefined;
  Fields: ComponentType<FormProps<T>>;
}

/** A form of one step: its draft survives, a refused one comes back with the server's words. */
export function DraftForm<T>(props: Props<T>) {
  const { visiting, kind, press, Fields } = props;
  const { corrected, finish } = useStep(visiting);
  const refused = corrected?.kind === kind ? corrected : undefined;
  const initial = refused ? props.from(refused.body) : props.initial;
  const name = `${visiting.view.id}:${props.name ?? kind}${refused ? `:${refused.seq}` : ""}`;
  const { draft, change, forget } = useDraft<T>(name, initial);
  const [lack, setLack] = useState<string>();
  if (draft === undefined) return <Loading />;
  const words = draft;

  async function submit(event: FormEvent) {
    event.preventDefault();
    const lacking = props.check?.(words);
    setLack(lacking);
    if (lacking) return;
    await finish([props.step(words)]);
    await forget();
  }

  const refusal = refused?.refusal && new Problem(refused.refusal);
  return (
    <form className="card stack" onSubmit={(event) => void submit(event)}>
      {refusal && <ProblemNotice problem={refusal} />}
      <Fields
        visiting={visiting}
        draft={words}
        change={change}
        about={(field) => refusal?.about(field)}
      />
      <div className="thumb-bar stacked">
        {lack && (
          <p className="notice bad" role="alert">
            {lack}
          </p>
        )}
        <button type="submit" className="button primary big">
          {press}
        </button>
      </div>
    </form>
  );
}
