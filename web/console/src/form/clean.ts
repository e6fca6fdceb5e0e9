import { fieldsOf } from "@api/described";
import type { Draft } from "./draft";

/** A form's content as it is sent: what was left empty and may not be empty is left out, so that
 * the server takes its default or names the field. */
export function cleaned(schema: string | undefined, draft: Draft): Draft {
  const fields = fieldsOf(schema);
  const entries = Object.entries(draft).flatMap(([name, value]): [string, unknown][] => {
    const field = fields[name];
    const empty = value === null || value === undefined;
    if (empty) return field?.nullable || !field ? [[name, value]] : [];
    if (field?.ref && typeof value === "object")
      return [[name, cleaned(field.ref, value as Draft)]];
    const inner = field?.items?.ref;
    if (inner && Array.isArray(value))
      return [[name, value.map((it) => cleaned(inner, it as Draft))]];
    return [[name, value]];
  });
  return Object.fromEntries(entries);
}
