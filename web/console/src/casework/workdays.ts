/** A day that is not as its place in the week says. */
export interface SpecialDay {
  day: string;
  kind: string;
}

const DAY_MS = 86_400_000;

const time = (day: string) => Date.parse(`${day}T00:00:00Z`);
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** Whether people work on a day (国务院办公厅放假通知). */
export function isWorkday(day: string, special: Map<string, string>): boolean {
  const kind = special.get(day);
  if (kind) return kind === "makeup_workday";
  const weekday = new Date(time(day)).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** Working days after `from` up to and including `to`; negative when `to` lies before. */
export function workdaysBetween(from: string, to: string, days: SpecialDay[]): number {
  const special = new Map(days.map((it) => [it.day, it.kind]));
  if (time(to) < time(from)) return -workdaysBetween(to, from, days);
  let count = 0;
  for (let at = time(from) + DAY_MS; at <= time(to); at += DAY_MS) {
    if (isWorkday(dayOf(at), special)) count += 1;
  }
  return count;
}
