import type { Schema } from "@api/client";

type Point = Schema<"AppraisalPoint">;

const WIDTH = 120;
const HEIGHT = 30;
const EDGE = 4;

/** A value of each quarter as a line, the target dashed, and the same in words. */
export function Trend({ points, target }: { points: Point[]; target?: number | undefined }) {
  const values = points.map((point) => point.value ?? null);
  const most = Math.max(1, target ?? 0, ...values.map((value) => value ?? 0));
  const x = (at: number) => EDGE + (at / Math.max(1, points.length - 1)) * (WIDTH - 2 * EDGE);
  const y = (value: number) => HEIGHT - EDGE - (value / most) * (HEIGHT - 2 * EDGE);
  const there = values.flatMap((value, at) => (value === null ? [] : [[x(at), y(value)] as const]));
  return (
    <>
      {there.length > 0 && (
        <svg className="trend" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
          {target !== undefined && (
            <line
              x1={EDGE}
              x2={WIDTH - EDGE}
              y1={y(target)}
              y2={y(target)}
              stroke="var(--line-strong)"
              strokeDasharray="3 3"
            />
          )}
          <polyline
            points={there.map(([left, top]) => `${left},${top}`).join(" ")}
            fill="none"
            stroke="var(--brand)"
            strokeWidth="2"
          />
          {there.map(([left, top]) => (
            <circle key={left} cx={left} cy={top} r="3" fill="var(--brand)" />
          ))}
        </svg>
      )}
      <span className="muted">
        {points.map((point) => `${quarter(point.period)}${point.text}`).join("，")}
      </span>
    </>
  );
}

/** "2026Q1" → "一季度 ". */
function quarter(period: string): string {
  const at = Number(/Q([1-4])$/u.exec(period)?.[1] ?? 0);
  return at ? `${"一二三四"[at - 1] ?? ""}季度 ` : `${period} `;
}
