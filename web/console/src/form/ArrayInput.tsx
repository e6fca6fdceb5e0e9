import { fieldsOf } from "@api/described";
import { TextField } from "@ui/fields";
import { CheckGroup } from "./CheckGroup";
import type { InputProps } from "./FieldInput";
import { FieldInput } from "./FieldInput";
import { pickerOf } from "./pickers";

/** Something of the kind that a new row begins with. */
function blank(schema: string | undefined): unknown {
    if (!schema) return "";
    const fields = Object.entries(fieldsOf(schema));
    return Object.fromEntries(fields.map(([name, field]) => [name, field.default ?? null]));
}

/** Several of a kind: known codes as boxes to tick, short texts on one line, parts as rows. */
export function ArrayInput(props: InputProps & { wrong: string | undefined }) {
    const { name, owner, field, path, change, errors, wrong } = props;
    const values = (Array.isArray(props.value) ? props.value : []) as unknown[];
    const choices = field.choices ?? field.items?.choices;
    const texts = values as string[];
    if (choices)
        return <CheckGroup {...{ field, choices, wrong }} values={texts} change={change} />;
    const item = field.items ?? { label: "", type: "string" as const };
    const rows = item.type === "ref" || pickerOf(name, owner) !== undefined;
    if (!rows) {
        const split = (text: string) => change(text.split(/[，,；;\s]+/u).filter(Boolean));
        return (
            <TextList
                label={field.label}
                help={field.help}
                wrong={wrong}
                values={texts}
                split={split}
            />
        );
    }
    return (
        <fieldset className="fieldset stack">
            <legend>{field.label}</legend>
            {values.map((value, at) => (
                <div key={at} className="row-part">
                    <FieldInput
                        name={name}
                        owner={owner}
                        field={{ ...item, label: item.label || `第 ${at + 1} 项` }}
                        path={`${path}.${at}`}
                        value={value}
                        change={(next) =>
                            change(values.map((it, index) => (index === at ? next : it)))
                        }
                        errors={errors}
                    />
                    <button
                        type="button"
                        className="button small danger"
                        onClick={() => change(values.filter((_, index) => index !== at))}
                    >
                        去掉第 {at + 1} 项
                    </button>
                </div>
            ))}
            {wrong && <span className="wrong">{wrong}</span>}
            <button
                type="button"
                className="button small"
                onClick={() => change([...values, blank(item.ref)])}
            >
                添加
            </button>
        </fieldset>
    );
}

interface TextListProps {
    label: string;
    help: string | undefined;
    wrong: string | undefined;
    values: string[];
    split: (text: string) => void;
}

function TextList({ label, help, wrong, values, split }: TextListProps) {
    return (
        <TextField
            label={label}
            help={help ?? "多个之间用逗号隔开"}
            wrong={wrong}
            defaultValue={values.join("，")}
            value={undefined as unknown as string}
            change={split}
        />
    );
}
