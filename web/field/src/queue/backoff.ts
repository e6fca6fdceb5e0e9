const FIRST_MS = 2_000;
const MOST_MS = 300_000;

/** How long to wait after so many failures in a row: doubling, with a quarter left to chance so
 * that the phones of a county do not all come back in the same second. */
export function backoff(count: number, chance: number = Math.random()): number {
  const full = Math.min(MOST_MS, FIRST_MS * 2 ** Math.max(0, Math.min(count, 20) - 1));
  return full * (0.75 + chance / 4);
}
