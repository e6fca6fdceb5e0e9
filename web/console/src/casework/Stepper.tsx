interface Step {
  title: string;
  note?: string | undefined;
}

interface Props {
  label: string;
  steps: Step[];
  /** The step that comes next; everything before it is done. */
  current: number;
  /** It ended before its last step. */
  broken?: boolean;
}

/** The steps of something long, and where it stands. */
export function Stepper({ label, steps, current, broken }: Props) {
  return (
    <ol className="stepper" aria-label={label}>
      {steps.map((step, at) => {
        const state = at < current ? "done" : at === current && !broken ? "now" : "later";
        return (
          <li key={step.title} className={state} aria-current={state === "now" && "step"}>
            <span className="dot" aria-hidden="true">
              {state === "done" ? "✓" : at + 1}
            </span>
            <span>
              {step.title}
              <span className="visually-hidden">{state === "done" ? "（已完成）" : ""}</span>
              {step.note && <small className="muted">{step.note}</small>}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
