import { useItemNames } from "../noun/names";
import type { Line } from "./EstimatesPage";
import { Whisker } from "./Whisker";

const KINDS: Record<string, string> = { item: "全部", trade: "行业", class: "信用风险分类" };

/** The scale ends at a round number of percent. */
const TENS = 10;

/** One item of one organ: estimated for all, counted among those who were drawn. */
export function ItemEstimates({ lines }: { lines: Line[] }) {
  const names = useItemNames();
  const [whole] = lines;
  if (!whole) return null;
  const name = names.get(whole.item) ?? whole.item_name;
  const title = `${name}（${whole.organ_name}）`;
  const ends = lines.map((line) => Number(line.estimate?.high ?? 0));
  const most = Math.ceil(Math.max(1, ...ends) / TENS) * TENS;
  return (
    <section className="card stack" aria-label={title}>
      <h2>
        {name} <span className="muted">{whole.organ_name}</span>
      </h2>
      <p>{whole.meaning}</p>
      {lines.some((line) => line.estimate) && <Estimated {...{ lines, most, title }} />}
      <details>
        <summary>
          实际查到的数（不是推算）<span className="visually-hidden">：{title}</span>
        </summary>
        <Counted lines={lines} title={title} />
      </details>
    </section>
  );
}

const groupName = (line: Line) => (line.by === "item" ? "全部" : line.group_name || line.group);

function Estimated({ lines, most, title }: { lines: Line[]; most: number; title: string }) {
  return (
    <div className="table-scroll" role="region" aria-label={`${title}的推算`} tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">分组</th>
            <th scope="col" className="number">
              推算的问题率
            </th>
            <th scope="col" className="number">
              95% 区间
            </th>
            <th scope="col">0 至 {most}%</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={`${line.by}${line.group}`}>
              <th scope="row">
                {groupName(line)} {line.by !== "item" && <small>{KINDS[line.by]}</small>}
              </th>
              {line.estimate ? (
                <>
                  <td className="number">{line.estimate.rate}%</td>
                  <td className="number">
                    {line.estimate.low}% 至 {line.estimate.high}%
                  </td>
                  <td>
                    <Whisker
                      rate={Number(line.estimate.rate)}
                      low={Number(line.estimate.low)}
                      high={Number(line.estimate.high)}
                      most={most}
                    />
                  </td>
                </>
              ) : (
                <td colSpan={3} className="muted">
                  {line.meaning}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Counted({ lines, title }: { lines: Line[]; title: string }) {
  const [whole] = lines;
  return (
    <div className="stack">
      {whole && (
        <p className="muted">
          {whole.draws} 次抽取，可抽取 {whole.eligible} 户次，抽中 {whole.drawn}{" "}
          户次，其中已公示结果 {whole.known} 户次。
        </p>
      )}
      <div className="table-scroll" role="region" aria-label={`${title}查到的数`} tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">分组</th>
              <th scope="col" className="number">
                户次
              </th>
              <th scope="col" className="number">
                发现问题
              </th>
              <th scope="col" className="number">
                查到的比例
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={`${line.by}${line.group}`}>
                <th scope="row">{groupName(line)}</th>
                <td className="number">{line.members}</td>
                <td className="number">{line.found}</td>
                <td className="number">{line.raw_rate ? `${line.raw_rate}%` : "—"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted">各层抽取的机会不同，查到的比例没有按机会换算，不能代表全部对象。</p>
    </div>
  );
}
