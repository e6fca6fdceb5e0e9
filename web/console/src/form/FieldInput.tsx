import type { Field } from "@api/described";
import type { FieldError } from "@api/problem";
import { CheckField, SelectField, TextArea, TextField } from "@ui/fields";
import { ArrayInput } from "./ArrayInput";
import type { Draft } from "./draft";
import { isLong } from "./isLong";
import { inFen, MoneyInput } from "./MoneyInput";
import { pickerOf } from "./pickers";
import { YesNo } from "./YesNo";
import { shortLabel } from "./labels";
import { SchemaForm } from "./SchemaForm";

export interface InputProps {
  name: string;
  field: Field;
  /** Schema that the field belongs to. */
  owner: string;
  /** Where the field stands in the body: `form.items.0.code`. */
  path: string;
  value: unknown;
  change: (value: unknown) => void;
  errors: FieldError[];
}

const MONTH = /_month$/u;
const DATE = /(_on|_from|_to|_until|_day|^from|^to|^on|^until|^day|date|deadline|due)$/u;

/** The largest numbers that the server reads, where the description names no bound of its own. */
const LARGEST: Record<string, number> = {
  int32: 2_147_483_647,
  int64: Number.MAX_SAFE_INTEGER,
};

/** The control that fits a field: picker, list of choices, date, number, yes or no, text, or a
 * form within the form. */
export function FieldInput(props: InputProps) {
  const { name, owner, field, path, value, change, errors } = props;
  const wrong = errors.find((error) => error.field === path)?.message;
  const label = shortLabel(field.label || name);
  const frame = { label, help: field.help, wrong, required: field.required && !field.nullable };
  const Picker = field.type === "string" ? pickerOf(name, owner) : undefined;
  if (Picker) return <Picker {...props} wrong={wrong} />;
  if (field.type === "array") return <ArrayInput {...props} wrong={wrong} />;
  if (field.type === "ref") return <Part {...props} />;
  if (field.type === "boolean" && field.required) {
    return <YesNo {...frame} field={field} value={value} change={change} />;
  }
  if (field.type === "boolean") {
    return <CheckField {...frame} value={value === true} change={change} />;
  }
  const text = value === null || value === undefined ? "" : String(value);
  const choices = field.choices;
  if (choices)
    return (
      <SelectField
        {...frame}
        help={worded(field.help, choices)}
        choices={choices}
        value={text}
        change={orNull(field, change)}
      />
    );
  if (inFen(field)) return <MoneyInput {...frame} value={value} change={change} />;
  if (field.type === "integer" || field.type === "number") {
    const bounds = {
      min: field.minimum,
      max: field.maximum ?? LARGEST[field.format ?? ""],
      step: field.type === "integer" ? 1 : "any",
    };
    const number = (typed: string) => change(typed === "" ? null : Number(typed));
    return <TextField {...frame} {...bounds} type="number" value={text} change={number} />;
  }
  if (isLong(name, field))
    return <TextArea {...frame} value={text} change={orNull(field, change)} />;
  const date = DATE.test(name) || /日期$/u.test(label);
  const type = date ? "date" : MONTH.test(name) ? "month" : "text";
  return <TextField {...frame} type={type} value={text} change={orNull(field, change)} />;
}

/** "包含其下级，多个用逗号分隔" of a control that takes one: "包含其下级". */
export function oneOnly(help: string | undefined): string | undefined {
  return help?.replace(/[，；]?多个用逗号分隔/u, "") || undefined;
}

/** "不写为 live" → "不写为存续". */
function worded(help: string | undefined, choices: readonly (readonly [string, string])[]) {
  return choices.reduce(
    (text, [code, name]) => text?.replace(new RegExp(`\\s*\\b${code}\\b`, "u"), name),
    oneOnly(help),
  );
}

/** An empty text is no value where none is allowed. */
function orNull(field: Field, change: (value: unknown) => void) {
  return (text: string) => change(text === "" && field.nullable ? null : text);
}

/** A part with fields of its own; one that may be absent has a switch. */
function Part({ field, path, value, change, errors }: InputProps) {
  const on = value !== null && value !== undefined;
  const optional = field.nullable === true;
  return (
    <fieldset className="fieldset">
      <legend>{field.label}</legend>
      {field.help && <p className="muted">{field.help}</p>}
      {optional && (
        <CheckField
          label={`填写${field.label}`}
          value={on}
          change={(yes) => change(yes ? {} : null)}
        />
      )}
      {(on || !optional) && field.ref && (
        <SchemaForm
          schema={field.ref}
          draft={(value ?? {}) as Draft}
          change={change}
          errors={errors}
          prefix={`${path}.`}
        />
      )}
    </fieldset>
  );
}
