import { useId } from "react";
import type { Field } from "@api/described";

interface Props {
    field: Field;
    label: string;
    help?: string | undefined;
    wrong: string | undefined;
    value: unknown;
    change: (value: boolean) => void;
}

const PAIR = /^(.+?)（true）(?:或|还是)(.+?)（false）/u;

/** "通过（true）或退回（false）" names both answers; otherwise they are 是 and 否. */
export function answersOf(label: string): { question: string; yes: string; no: string } {
    const [, yes = "是", no = "否"] = PAIR.exec(label) ?? [];
    if (yes === "是") {
        const agree = label === "同意" || label === "是否同意";
        return agree
            ? { question: "决定", yes: "同意", no: "不同意" }
            : { question: label, yes, no };
    }
    return { question: `${yes}还是${no}`, yes, no };
}

/** A decision that has to be taken: two answers, none chosen beforehand. */
export function YesNo({ field, label, help, wrong, value, change }: Props) {
    const id = useId();
    const { question, yes, no } = answersOf(field.label || label);
    const answers: [string, boolean][] = [
        [yes, true],
        [no, false],
    ];
    return (
        <fieldset className="field" aria-describedby={wrong ? `${id}-wrong` : undefined}>
            <legend className="needed">{question}</legend>
            <div className="row">
                {answers.map(([text, it]) => (
                    <span key={text} className="choice">
                        <input
                            type="radio"
                            id={`${id}-${it}`}
                            name={id}
                            required
                            checked={value === it}
                            onChange={() => change(it)}
                        />
                        <label htmlFor={`${id}-${it}`}>{text}</label>
                    </span>
                ))}
            </div>
            {help && <span className="help">{help}</span>}
            {wrong && (
                <span className="wrong" id={`${id}-wrong`} role="alert">
                    {wrong}
                </span>
            )}
        </fieldset>
    );
}
