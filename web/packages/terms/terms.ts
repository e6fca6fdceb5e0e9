import terms from "./terms.json";

type Named = [code: string, name: string][];

const states = terms.states as unknown as Record<string, Named>;
const codes = terms.codes as unknown as Record<string, Named>;

/** The codes that a field of a noun may hold, with their official names; none when it is free. */
export function termsFor(noun: string, field: string): Named | undefined {
  return field === "state" ? states[noun] : (codes[`${noun}.${field}`] ?? codes[field]);
}
