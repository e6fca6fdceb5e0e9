import type { UnitDraw } from "../draw/compute";
import { count } from "./parts";
import { SubjectName } from "./SubjectName";
import { useReading } from "./useReading";

const SHORT = 12;

/** One unit: where all tickets lie, the cutoff, and the drawn list from the smallest ticket up. */
export function UnitBoard({ unit, seconds }: { unit: UnitDraw; seconds: number }) {
  const drawn = unit.rows.slice(0, unit.n);
  const { shown, all, showAll } = useReading(drawn.length);
  return (
    <section className="unit-board">
      <h2>
        抽取单元 {unit.unit}：{count(unit.N)} 户抽 {count(unit.n)} 户
      </h2>
      <p className="aside">
        {count(unit.N)} 户的签号已全部算完（合计 {seconds.toFixed(2)}{" "}
        秒）；下面从最小的签号起逐行列出， 到中签线为止。
        {unit.w > 0 && `另有候补 ${count(unit.w)} 户。`}
      </p>
      <Spread unit={unit} />
      <ol className="tickets">
        {drawn.slice(0, shown).map((row) => (
          <li key={row.id}>
            <span>{row.id}</span> <code>{row.key.slice(0, SHORT)}…</code>
            <SubjectName code={row.id} />
          </li>
        ))}
      </ol>
      {all ? (
        <p className="cutoff">
          中签线 <code>{unit.cutoff}</code>
        </p>
      ) : (
        <button type="button" className="button small" onClick={showAll}>
          一次列完（共 {count(drawn.length)} 户）
        </button>
      )}
    </section>
  );
}

const [W, H, BASE] = [600, 84, 62];

function Spread({ unit }: { unit: UnitDraw }) {
  const most = Math.max(1, ...unit.bins);
  const width = W / unit.bins.length;
  const percent = `${(unit.at * 100).toFixed(2)}%`;
  const anchor = unit.at < 0.2 ? "start" : unit.at > 0.8 ? "end" : "middle";
  return (
    <svg
      className="spread"
      viewBox={`0 0 ${W} ${H}`}
      role="img"
      aria-label={`全部签号的分布；中签线在 ${percent} 处`}
    >
      {unit.bins.map((n, i) => (
        <rect
          key={i}
          className="spread-bar"
          x={i * width}
          y={BASE - (n / most) * 48}
          width={width - 1}
          height={(n / most) * 48}
        />
      ))}
      <rect
        className="spread-drawn"
        x={0}
        y={10}
        width={Math.max(2, unit.at * W)}
        height={BASE - 10}
      />
      <line className="spread-cut" x1={unit.at * W} x2={unit.at * W} y1={6} y2={BASE + 4} />
      <text className="spread-text" x={unit.at * W} y={H - 4} textAnchor={anchor}>
        中签线（{percent}）
      </text>
    </svg>
  );
}
