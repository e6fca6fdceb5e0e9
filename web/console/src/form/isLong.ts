import type { Field } from "@api/described";

const LONG =
  /(reason|remarks|content|text|basis|opinion|description|note|risk_rule|findings|advice|facts|evidence|answer|decision|request)$/u;

/** Whether a text is long enough for several lines. */
export function isLong(name: string, field: Field): boolean {
  return field.type === "string" && !field.choices && LONG.test(name);
}
