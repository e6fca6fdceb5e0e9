/** 国民经济行业分类 GB/T 4754-2017, read when it is first needed. */
export interface Industry {
  code: string;
  name: string;
  level: string;
}

let known: Promise<Industry[]> | undefined;

/** A line of the table: a name with commas in it is in quotation marks or has them unescaped. */
function parse(line: string): Industry | undefined {
  const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/gu)?.map((cell) => cell.replace(/,$/u, ""));
  const [code, name, level] = (cells ?? []).map((cell) => cell.replace(/^"|"$/gu, ""));
  return code && name && level ? { code, name, level } : undefined;
}

/** Every class of the standard, from the sections (A–T) down. */
export function industries(): Promise<Industry[]> {
  known ??= import("../../../data/gbt4754_2017.csv?raw").then(({ default: text }) =>
    text
      .split("\n")
      .slice(1)
      .flatMap((line) => parse(line.trim()) ?? []),
  );
  return known;
}
