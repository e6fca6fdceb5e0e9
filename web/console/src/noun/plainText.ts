import type { Field } from "@api/described";
import { moment } from "@ui/time";

interface Names {
  organs: Map<string, { name: string }>;
  regions: Map<string, { name: string }>;
}

/** A field of a row as the text of a cell: what the table shows, without the markup. */
export function plainText(
  row: Record<string, unknown>,
  key: string,
  fields: Record<string, Field>,
  names: Names,
): string {
  return textOf(row[key], fields[key], names);
}

function textOf(value: unknown, field: Field | undefined, names: Names): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "是" : "否";
  if (Array.isArray(value)) return value.map((it) => textOf(it, field?.items, names)).join("、");
  if (typeof value === "object") return JSON.stringify(value);
  const text = String(value);
  const chosen = field?.choices?.find(([code]) => code === text);
  if (chosen) return chosen[1];
  const named = names.organs.get(text) ?? names.regions.get(text);
  if (named) return named.name;
  return /^\d{4}-\d{2}-\d{2}T/u.test(text) ? moment(text) : text;
}
