import terms from "./terms.json";
import { WORDS } from "./words";

type Named = [code: string, name: string][];

const codes = terms.codes as Record<string, Record<string, string>>;

/** Codes of a vocabulary with their official names. */
export function vocabulary(name: string): Named {
  return Object.entries(codes[name] ?? {});
}

/** The official name of a code; the code itself when there is none. */
export function word(name: string, code: unknown): string {
  const text = String(code ?? "");
  return codes[name]?.[text] ?? text;
}

/** The codes that a field may hold, with their official names; none when it is free. The owner is
 * the slug of a noun or the name of a schema. */
export function termsFor(owner: string, field: string): Named | undefined {
  const name = WORDS[`${owner}.${field}`];
  const found = name ? vocabulary(name) : [];
  return found.length > 0 ? found : undefined;
}
