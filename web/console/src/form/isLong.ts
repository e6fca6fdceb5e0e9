import type { Field } from "@api/described";

/** How the names of texts end that take several lines. */
const LONG = [
  "reason",
  "remarks",
  "content",
  "text",
  "basis",
  "opinion",
  "description",
  "note",
  "risk_rule",
  "findings",
  "advice",
  "facts",
  "evidence",
  "answer",
  "decision",
  "request",
  "reply",
];

/** Whether a text is long enough for several lines. */
export function isLong(name: string, field: Field): boolean {
  return field.type === "string" && !field.choices && LONG.some((it) => name.endsWith(it));
}
