const NAME = "sunlot-field-clock";

/**
 * Evidence says when it was captured, and phones are minutes wrong. So the time is that of the
 * platform: this phone's clock, put right by what the platform said at the last contact.
 */
let ahead = Number(localStorage.getItem(NAME) ?? 0);

/** The platform's clock, told with a session. */
export function setClock(now: string, here = Date.now()): void {
  const then = Date.parse(now);
  if (Number.isNaN(then)) return;
  ahead = then - here;
  localStorage.setItem(NAME, String(ahead));
}

/** Now by the platform's clock, rounded down: never in its future. */
export function platformNow(here = Date.now()): string {
  const second = Math.floor((here + ahead) / 1000) * 1000;
  return new Date(second).toISOString().replace(".000Z", "Z");
}

const BEIJING_MS = 8 * 3_600_000;

/** Today in China by the platform's clock. */
export function platformToday(): string {
  return new Date(Date.parse(platformNow()) + BEIJING_MS).toISOString().slice(0, 10);
}
