import { useId } from "react";
import type { Field } from "@api/described";

interface Props {
    field: Field;
    choices: readonly (readonly [string, string])[];
    values: string[];
    change: (values: string[]) => void;
    wrong: string | undefined;
}

/** Any of a few. */
export function CheckGroup({ field, choices, values, change, wrong }: Props) {
    const id = useId();
    const turn = (code: string, on: boolean) =>
        change(on ? [...values, code] : values.filter((value) => value !== code));
    return (
        <fieldset className="fieldset">
            <legend>{field.label}</legend>
            <div className="row">
                {choices.map(([code, name]) => (
                    <span key={code} className="choice field">
                        <input
                            type="checkbox"
                            id={`${id}-${code}`}
                            checked={values.includes(code)}
                            onChange={(event) => turn(code, event.target.checked)}
                        />
                        <label htmlFor={`${id}-${code}`}>{name}</label>
                    </span>
                ))}
            </div>
            {wrong && <span className="wrong">{wrong}</span>}
        </fieldset>
    );
}
