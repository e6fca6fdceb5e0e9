import { TextArea } from "@ui/fields";
import type { Checklist } from "./checklist";
import { Radios } from "./Checks";
import { OUTCOMES, wordings } from "./codes";

type Answer = Checklist["answers"][number];

interface Props {
  number: number;
  standard: string;
  answer: Answer;
  change: (answer: Answer) => void;
}

/** One check point: what it asks, the four answers, and words for all but 合格. */
export function PointFields({ number, standard, answer, change }: Props) {
  const { point, outcome, note } = answer;
  return (
    <section className="point" aria-label={`要点 ${number}`}>
      <h3>
        {number}. {point}
      </h3>
      {standard && <p className="muted small-text">检查标准：{standard}</p>}
      <Radios
        legend={`要点 ${number} 的结果`}
        hidden
        choices={OUTCOMES}
        value={outcome}
        change={(next) => change({ ...answer, outcome: next })}
      />
      {outcome !== "" && outcome !== "pass" && (
        <>
          <TextArea
            label="情况说明"
            value={note}
            change={(next) => change({ ...answer, note: next })}
            required
          />
          <div className="row" role="group" aria-label="常用说法">
            {wordings(outcome, point).map((words) => (
              <button
                key={words}
                type="button"
                className="button small"
                onClick={() => change({ ...answer, note: note + words })}
              >
                {words}
              </button>
            ))}
          </div>
        </>
      )}
    </section>
  );
}
