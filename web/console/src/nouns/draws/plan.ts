import type { Schema } from "@api/client";

export type NewDraw = Schema<"NewDraw">;

const DAY_MS = 86_400_000;
const BATCH_DAYS = 14;
const RELEASE_AFTER_DAYS = 2;

/** A time in Beijing on a day, as an instant. */
export function beijing(day: string, time: string, plusDays = 0): string {
  const at = Date.parse(`${day}T${time}:00+08:00`) + plusDays * DAY_MS;
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** The day on which a draw is held: the first planned one that is not past, else tomorrow. */
export function drawDay(planned: string | undefined, today: string): string {
  if (planned && planned > today) return planned;
  return new Date(Date.parse(today) + DAY_MS).toISOString().slice(0, 10);
}

/** Times of a draw on one day: reveals in the morning, entropy an hour later, the result by the
 * evening, and the batches two days later, a fortnight apart. */
export function times(day: string, batches: number) {
  return {
    reveal_by: beijing(day, "10:00"),
    beacon_at: beijing(day, "11:00"),
    deadline: beijing(day, "17:00"),
    release_at: Array.from({ length: batches }, (_, at) =>
      beijing(day, "08:00", RELEASE_AFTER_DAYS + at * BATCH_DAYS),
    ),
  };
}

export interface Holder {
  name: string;
  account: string;
  sm2: string;
}

/** Somebody who took part before, as a choice. */
export interface Known {
  account: string;
  organ: string | null;
  id: string;
}

/** Those who took part in earlier draws, each once, the latest first. */
export function knownParties(
  draws: Schema<"DrawView">[],
  list: "parties" | "holders" | "recorders",
): Known[] {
  const seen = new Map<string, Known>();
  const later = [...draws].sort((a, b) => b.log_index - a.log_index);
  for (const party of later.flatMap((draw) => draw[list])) {
    const { account, organ, id } = party;
    if (account && !seen.has(account)) seen.set(account, { account, organ: organ ?? null, id });
  }
  return [...seen.values()];
}
