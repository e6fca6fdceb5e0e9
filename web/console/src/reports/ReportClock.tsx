import { day } from "@ui/time";

interface Clock {
  deadline: string;
  days_left: number;
  late: boolean;
  first_on?: string | null | undefined;
  reminder?: string | null | undefined;
}

/** The clock of a report: how many days are left, by how many it is late, or when it came. */
export function ReportClock({ row }: { row: Clock }) {
  return (
    <span className="deadline">
      <span className={`badge ${toneOf(row)}`}>{said(row)}</span>
      <span className="muted">
        期限 <time dateTime={row.deadline}>{day(row.deadline)}</time>
      </span>
    </span>
  );
}

function said({ first_on, late, days_left }: Clock): string {
  if (first_on) return `${day(first_on)}报送${late ? "（逾期）" : ""}`;
  if (days_left < 0) return `逾期 ${-days_left} 天`;
  return days_left === 0 ? "今天到期" : `还剩 ${days_left} 天`;
}

function toneOf({ first_on, late, days_left, reminder }: Clock): string {
  if (first_on) return late ? "warn" : "good";
  if (days_left < 0) return "bad";
  return reminder ? "warn" : "";
}
