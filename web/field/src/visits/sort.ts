import type { Details } from "../local/types";

const DAY_MS = 86_400_000;

/** Monday and Sunday of the week of a day. */
export function weekOf(day: string): [string, string] {
  const noon = Date.parse(`${day}T12:00:00Z`);
  const monday = noon - ((new Date(noon).getUTCDay() + 6) % 7) * DAY_MS;
  const text = (at: number) => new Date(at).toISOString().slice(0, 10);
  return [text(monday), text(monday + 6 * DAY_MS)];
}

export type Range = "today" | "week" | "all";

/** What an inspector chose to visit on a day. */
export interface Chosen {
  day: string;
  ids: string[];
}

const BEGUN = ["in_progress", "recorded"];
const OVER = ["signed", "ended", "closed"];

export function isOver(visit: Details): boolean {
  return OVER.includes(visit.state);
}

/** Whether a visit belongs to a range: today's are chosen, begun or on their last day. */
export function within(visit: Details, range: Range, today: string, chosen?: Chosen): boolean {
  if (range === "all") return true;
  if (isOver(visit)) return false;
  const isChosen = chosen?.day === today && chosen.ids.includes(visit.id);
  if (isChosen || BEGUN.includes(visit.state)) return true;
  if (range === "today") return visit.window_to === today;
  const [monday, sunday] = weekOf(today);
  return visit.window_from <= sunday && visit.window_to >= monday;
}

/** In the order that was set by hand; the rest by place, so that neighbours stand together. */
export function routed<T extends { details: Details }>(visits: T[], order: string[]): T[] {
  const place = (it: T) => {
    const at = order.indexOf(it.details.id);
    return at < 0 ? order.length : at;
  };
  const where = ({ details }: T) =>
    [details.subject_region, details.window_to, details.subject_name].join(" ");
  return [...visits].sort(
    (a, b) =>
      Number(isOver(a.details)) - Number(isOver(b.details)) ||
      place(a) - place(b) ||
      where(a).localeCompare(where(b), "zh-CN"),
  );
}

/** The order after one visit went up or down among those shown. */
export function moved(shown: string[], id: string, by: -1 | 1): string[] {
  const at = shown.indexOf(id);
  const to = at + by;
  if (at < 0 || to < 0 || to >= shown.length) return shown;
  const order = [...shown];
  order.splice(at, 1);
  order.splice(to, 0, id);
  return order;
}

/** Days until the window closes; negative when it has. */
export function daysLeft(visit: Details, today: string): number {
  return Math.round((Date.parse(visit.window_to) - Date.parse(today)) / DAY_MS);
}
