import type { Schema } from "@api/client";

type Month = Schema<"DashboardMonth">;

const SERIES = [
  ["inspected", "公示的结果"],
  ["problems", "发现问题"],
  ["late", "逾期公示"],
] as const;

const WIDTH = 320;
const HEIGHT = 110;
const MONTHS = 12;

/** This year beside the last, month by month: lines, and the same numbers as a table. */
export function Trends({ months, year }: { months: Month[]; year: number }) {
  const of = (which: number) => months.filter((it) => it.month.startsWith(`${which}-`));
  const years = [year - 1, year];
  return (
    <section aria-label="各月走势">
      <h2>各月走势</h2>
      <div className="month-figures">
        {SERIES.map(([key, title]) => (
          <figure key={key} className="card month-figure">
            <figcaption>{title}</figcaption>
            <Lines before={of(year - 1).map((it) => it[key])} now={of(year).map((it) => it[key])} />
          </figure>
        ))}
      </div>
      <p className="muted">
        虚线为 {year - 1} 年，实线为 {year} 年；按公示月份，不含已撤回的结果。
      </p>
      <details>
        <summary>看数字</summary>
        <div className="table-scroll" role="region" aria-label="各月数字" tabIndex={0}>
          <table className="table">
            <thead>
              <tr>
                <th>月份</th>
                {SERIES.map(([key, title]) => (
                  <th key={key} className="number">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {years.flatMap(of).map((it) => (
                <tr key={it.month}>
                  <td>{it.month}</td>
                  {SERIES.map(([key]) => (
                    <td key={key} className="number">
                      {it[key].toLocaleString("zh-CN")}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}

function Lines({ before, now }: { before: number[]; now: number[] }) {
  const most = Math.max(1, ...before, ...now);
  const points = (values: number[]) =>
    values
      .map((value, at) => {
        const x = ((at + 0.5) / MONTHS) * WIDTH;
        const y = HEIGHT - (value / most) * (HEIGHT - 4) - 2;
        return `${x.toFixed(1)},${y.toFixed(1)}`;
      })
      .join(" ");
  return (
    <div className="month-plot">
      <span className="muted">最多 {most.toLocaleString("zh-CN")}</span>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <line x1="0" y1={HEIGHT - 1} x2={WIDTH} y2={HEIGHT - 1} className="month-axis" />
        <polyline points={points(before)} className="month-before" />
        <polyline points={points(now)} className="month-now" />
      </svg>
      <span className="row muted month-ends">
        <span>1月</span>
        <span>12月</span>
      </span>
    </div>
  );
}
