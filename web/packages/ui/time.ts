/** Times are instants in UTC on the wire and Beijing time for people. */
const ZONE = "Asia/Shanghai";

const MOMENT = new Intl.DateTimeFormat("zh-CN", {
  timeZone: ZONE,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** "2026-07-01T01:00:00Z" → "2026/07/01 09:00". */
export function moment(instant: string): string {
  const parsed = new Date(instant);
  return Number.isNaN(parsed.getTime()) ? instant : MOMENT.format(parsed);
}

/** "2026-07-01" → "2026年7月1日". */
export function day(date: string): string {
  const [year, month, dayOfMonth] = date.split("-").map(Number);
  return `${year}年${month}月${dayOfMonth}日`;
}
