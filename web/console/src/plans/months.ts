import type { Row } from "../noun/noun";

/** What a task does in a month. */
export type Doing = "draw" | "inspect" | "";

interface Span {
  draw_from: string;
  draw_to?: string | null;
  deadline: string;
}

const monthOf = (date: string) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;

/** Month by month of a year: drawn, then inspected until the deadline, else nothing. */
export function monthsOf(span: Span, year: number): Doing[] {
  const first = monthOf(span.draw_from);
  const last = monthOf(span.draw_to || span.draw_from);
  const end = Math.max(last, monthOf(span.deadline || span.draw_from));
  return Array.from({ length: 12 }, (_, at) => {
    const month = year * 12 + at;
    if (month >= first && month <= last) return "draw";
    return month > last && month <= end ? "inspect" : "";
  });
}

export const spanOf = (task: Row) => task.form as Span & { name: string };
