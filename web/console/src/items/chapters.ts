import type { Schema } from "@api/client";
import { fieldsOf, type Field } from "@api/described";
import type { Row } from "../noun/noun";

export type Terms = Required<Schema<"TermsBody">>;

export const termsOf = (row: Row) => row.terms as Terms;

export const termField = (name: string): Field | undefined => fieldsOf("TermsBody")[name];

/** Items under their category, in the order in which the list has them. */
export function chapters(rows: Row[]): [chapter: string, members: Row[]][] {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const chapter = termsOf(row).category;
    found.set(chapter, [...(found.get(chapter) ?? []), row]);
  }
  return [...found];
}
