import { useId } from "react";
import type { Named } from "./codes";

interface Props {
  legend: string;
  choices: Named;
  value: string[];
  change: (value: string[]) => void;
  hints?: Record<string, string>;
}

/** Several of a few, each as wide as the thumb needs. */
export function Checks({ legend, choices, value, change, hints = {} }: Props) {
  return (
    <fieldset className="field choices">
      <legend>{legend}</legend>
      {choices.map(([code, name]) => (
        <label key={code} className="tap">
          <input
            type="checkbox"
            checked={value.includes(code)}
            onChange={({ target }) =>
              change(target.checked ? [...value, code] : value.filter((it) => it !== code))
            }
          />
          <span>
            {name}
            {value.includes(code) && hints[code] && (
              <span className="help">
                <br />
                {hints[code]}
              </span>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface RadioProps {
  legend: string;
  hidden?: boolean;
  choices: Named;
  value: string;
  change: (value: string) => void;
}

/** One of a few. */
export function Radios({ legend, hidden, choices, value, change }: RadioProps) {
  const name = useId();
  return (
    <fieldset className="field choices">
      <legend className={hidden ? "visually-hidden" : undefined}>{legend}</legend>
      <div className="taps">
        {choices.map(([code, says]) => (
          <label key={code} className="tap">
            <input
              type="radio"
              name={name}
              checked={value === code}
              onChange={() => change(code)}
            />
            <span>{says}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
