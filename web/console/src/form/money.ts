/** "5,000.5" → 500050; undefined when it is no amount. */
export function fenOf(typed: string): number | undefined {
  const found = /^(\d{1,12})(?:\.(\d{1,2}))?$/u.exec(typed.replace(/[,，\s元]/gu, ""));
  if (!found) return undefined;
  return Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0"));
}

/** 500050 → "5000.50", as it is typed. */
export function yuanText(fen: unknown): string {
  if (typeof fen !== "number") return "";
  const cents = String(fen % 100).padStart(2, "0");
  return `${Math.floor(fen / 100)}${cents === "00" ? "" : `.${cents}`}`;
}
