import terms from "./terms.json";
import { REGISTERS } from "./registers";
import { WORDS } from "./words";

type Named = [code: string, name: string][];

const states = terms.states as unknown as Record<string, Named>;
const codes = terms.codes as unknown as Record<string, Named>;

/** Codes with their official names: `draws.state` of a noun's states, else the name of a field. */
export function vocabulary(name: string): Named {
  const [noun = "", field] = name.split(".");
  return (field === "state" ? states[noun] : codes[name]) ?? [];
}

/** The official name of a code; the code itself when there is none. */
export function word(name: string, code: unknown): string {
  const text = String(code ?? "");
  return vocabulary(name).find(([it]) => it === text)?.[1] ?? text;
}

/** The codes that a field may hold, with their official names; none when it is free. The owner is
 * the slug of a noun or the name of a schema. */
export function termsFor(owner: string, field: string): Named | undefined {
  const key = `${owner}.${field}`;
  const found = vocabulary(WORDS[key] ?? REGISTERS[key] ?? key);
  return found.length > 0 ? found : undefined;
}
