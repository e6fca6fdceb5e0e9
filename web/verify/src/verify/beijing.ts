/** Times of the record in the clock of the reader's country; China has one zone and no summer time. */

const pad = (n: number): string => String(n).padStart(2, "0");

/** Unix seconds as `2026年4月20日 08:00`, Beijing time. */
export function beijing(t: number): string {
  const d = new Date((t + 8 * 3600) * 1000);
  return `${d.getUTCFullYear()}年${d.getUTCMonth() + 1}月${d.getUTCDate()}日 `
    + `${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}`;
}

/** How long, in the one or two units that a reader needs. */
export function span(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} 秒`;
  const m = Math.floor(s / 60);
  if (m < 60) return s % 60 === 0 ? `${m} 分钟` : `${m} 分 ${s % 60} 秒`;
  const h = Math.floor(m / 60);
  if (h < 48) return m % 60 === 0 ? `${h} 小时` : `${h} 小时 ${m % 60} 分`;
  return `${Math.floor(h / 24)} 天`;
}
