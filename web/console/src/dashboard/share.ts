/** Classes of the share of problems, in 1/10,000: each begins at its number. */
export const STEPS = [0, 1, 500, 1_000, 2_000] as const;

/** Which class a share belongs to; none where nothing was inspected. */
export function stepOf(share: number | null | undefined): number | undefined {
  if (share == null) return undefined;
  return STEPS.reduce<number>((found, from, at) => (share >= from ? at : found), 0);
}

/** A share of 1/10,000 in words. */
export function percent(share: number | null | undefined): string {
  return share == null ? "—" : `${(share / 100).toFixed(1)}%`;
}

/** A part of a whole in words. */
export function partOf(part: number, whole: number): string {
  return whole === 0 ? "—" : percent(Math.round((part * 10_000) / whole));
}

/** What a class means. */
export function stepName(at: number): string {
  const from = STEPS[at] ?? 0;
  const to = STEPS[at + 1];
  if (at === 0) return "没有发现问题";
  if (to === undefined) return `${from / 100}% 以上`;
  return at === 1 ? `${to / 100}% 以下` : `${from / 100}% 至 ${to / 100}%`;
}
