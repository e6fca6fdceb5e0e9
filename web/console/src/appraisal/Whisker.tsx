interface Props {
  /** Percent. */
  rate: number;
  low: number;
  high: number;
  /** The right end of the scale, percent; the same for what is compared. */
  most: number;
}

const HEIGHT = 12;
const MIDDLE = HEIGHT / 2;
const WIDTH = 200;

/** A point and its interval on a scale from nothing to `most`; the numbers stand beside it. */
export function Whisker({ rate, low, high, most }: Props) {
  const x = (value: number) => 3 + (value / most) * (WIDTH - 6);
  return (
    <svg className="whisker" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <line x1="3" x2={WIDTH - 3} y1={MIDDLE} y2={MIDDLE} stroke="var(--line)" />
      <line
        x1={x(low)}
        x2={x(high)}
        y1={MIDDLE}
        y2={MIDDLE}
        stroke="var(--brand)"
        strokeWidth="2"
      />
      {[low, high].map((end, at) => (
        <line
          key={at}
          x1={x(end)}
          x2={x(end)}
          y1={MIDDLE - 4}
          y2={MIDDLE + 4}
          stroke="var(--brand)"
          strokeWidth="2"
        />
      ))}
      <circle cx={x(rate)} cy={MIDDLE} r="3.5" fill="var(--brand-strong)" />
    </svg>
  );
}
