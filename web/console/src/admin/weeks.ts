const WEEK_DAYS = 7;

/** The weeks of a month, Monday first: dates as "2026-07-01", empty outside of the month. */
export function weeksOf(year: number, month: number): (string | undefined)[][] {
  const first = new Date(Date.UTC(year, month - 1, 1));
  const lead = (first.getUTCDay() + WEEK_DAYS - 1) % WEEK_DAYS;
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const two = (number: number) => String(number).padStart(2, "0");
  const dates: (string | undefined)[] = [
    ...Array.from({ length: lead }, () => undefined),
    ...Array.from({ length }, (_, at) => `${year}-${two(month)}-${two(at + 1)}`),
  ];
  while (dates.length % WEEK_DAYS !== 0) dates.push(undefined);
  const weeks = dates.length / WEEK_DAYS;
  return Array.from({ length: weeks }, (_, at) =>
    dates.slice(at * WEEK_DAYS, (at + 1) * WEEK_DAYS),
  );
}
