/** The twenty digits of a drawing on the spot. */
export const DIGITS = 20;

/** Only digits; a scanner or a hasty hand may add blanks. */
export function digitsOf(typed: string): string {
  return typed.normalize("NFKC").replace(/\D/g, "").slice(0, DIGITS);
}

/** In groups of four, as they are called out. */
export function grouped(digits: string): string {
  return digits.replace(/(.{4})(?=.)/g, "$1 ");
}
