import { useQueries } from "@tanstack/react-query";
import { answer, client } from "@api/client";
import { day } from "@ui/time";
import { useToday } from "./today";
import { workdaysBetween } from "./workdays";

const HOUR_MS = 3_600_000;

/** Working days between two days, by the announced holidays; none until they are known. */
export function useWorkdays(from: string | undefined, to: string | undefined) {
  const years = [...new Set([from, to].flatMap((it) => (it ? [it.slice(0, 4)] : [])))];
  const found = useQueries({
    queries: years.map((year) => ({
      queryKey: ["calendar", year],
      queryFn: () => answer(client.GET("/api/v1/calendar/{year}", { params: { path: { year } } })),
      staleTime: HOUR_MS,
      retry: false,
    })),
  });
  if (!from || !to || found.some((it) => it.isPending)) return undefined;
  return workdaysBetween(
    from,
    to,
    found.flatMap((it) => it.data?.days ?? []),
  );
}

interface Props {
  due: string | null | undefined;
  /** The day on which the clock began. */
  from?: string | null | undefined;
  /** The day on which it stopped. */
  done?: string | null | undefined;
  overdue?: boolean;
  /** Why the last day is not known. */
  unknown?: string | null | undefined;
  /** Days as the calendar counts them, not working days. */
  calendar?: boolean;
}

const DAY_MS = 86_400_000;
const daysBetween = (from: string, to: string) =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** A clock: how many days are left, or by how many it is late, with a bar. */
export function Deadline({ due, from, done, overdue, unknown, calendar }: Props) {
  const today = useToday();
  const at = done ?? today;
  const work = useWorkdays(at, due ?? undefined);
  const span = useWorkdays(from ?? undefined, due ?? undefined);
  if (!due) return <>{unknown ? <span className="muted">{unknown}</span> : "—"}</>;
  const left = calendar ? daysBetween(at, due) : work;
  const all = calendar && from ? daysBetween(from, due) : span;
  const late = overdue ?? (left !== undefined && left < 0);
  // Past its day and yet not late: what it was for is over, and nothing runs any more.
  const over = !late && !done && left !== undefined && left < 0;
  return (
    <span className="deadline">
      {!over && (
        <span className={`badge ${late ? "bad" : done ? "good" : near(left) ? "warn" : ""}`}>
          {said(left, { late, done: Boolean(done), unit: calendar ? "天" : "个工作日" })}
        </span>
      )}
      {!over && all !== undefined && all > 0 && left !== undefined && (
        <Gauge used={(all - left) / all} late={late} />
      )}
      <span className="muted">
        期限 <time dateTime={due}>{day(due)}</time>
      </span>
    </span>
  );
}

const NEAR_DAYS = 5;
const near = (left: number | undefined) => left !== undefined && left <= NEAR_DAYS;

function said(left: number | undefined, how: { late: boolean; done: boolean; unit: string }) {
  if (how.done) return how.late ? "逾期完成" : "按期完成";
  if (how.late) return left === undefined || left >= 0 ? "已逾期" : `逾期 ${-left} ${how.unit}`;
  if (left === undefined) return "计时中";
  return left === 0 ? "今天到期" : `还剩 ${left} ${how.unit}`;
}

/** The part of the time that has passed. */
function Gauge({ used, late }: { used: number; late: boolean }) {
  const width = Math.max(0, Math.min(1, used)) * 100;
  return (
    <svg className="gauge" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect width="100" height="8" fill="#dde3ea" />
      <rect width={width} height="8" fill={late ? "var(--bad)" : "var(--brand)"} />
    </svg>
  );
}
