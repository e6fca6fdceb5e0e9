import { fieldsOf, type Field } from "@api/described";
import type { FieldError } from "@api/problem";
import { FieldInput } from "./FieldInput";
import type { Draft } from "./draft";

interface Props {
    schema: string;
    draft: Draft;
    change: (draft: Draft) => void;
    errors: FieldError[];
    hide?: string[] | undefined;
    /** Where the fields stand in the body: `form.`. */
    prefix?: string;
}

/** Taken from the record, not asked. */
const KNOWN = new Set(["version"]);

/** Whether a field is long or made of parts, and needs the whole width. */
function wide(name: string, field: Field): boolean {
    const made = field.type === "ref" || field.type === "array" || field.type === "object";
    return made || /(reason|remarks|content|text|basis|opinion|description|note)$/u.test(name);
}

/** A form made of the published description of its body: labels, choices, bounds and help are the
 * server's own words, and a refused field says why at the field. */
export function SchemaForm({ schema, draft, change, errors, hide = [], prefix = "" }: Props) {
    const fields = Object.entries(fieldsOf(schema)).filter(
        ([name]) => !KNOWN.has(name) && !hide.includes(name),
    );
    return (
        <div className="form-grid">
            {fields.map(([name, field]) => (
                <div key={name} className={wide(name, field) ? "wide" : undefined}>
                    <FieldInput
                        name={name}
                        owner={schema}
                        field={field}
                        path={`${prefix}${name}`}
                        value={draft[name]}
                        change={(value) => change({ ...draft, [name]: value })}
                        errors={errors}
                    />
                </div>
            ))}
        </div>
    );
}
