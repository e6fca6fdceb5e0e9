import type { Schema } from "@api/client";
import { Trend } from "./Trend";

type Cell = Schema<"AppraisalCell">;
type Indicator = Schema<"IndicatorView">;

interface Props {
  department: Schema<"DepartmentAppraisal">;
  indicators: Indicator[];
}

/** One department: each indicator with its value, its target and the quarters before. */
export function DepartmentTable({ department, indicators }: Props) {
  const known = new Map(indicators.map((one) => [one.code, one]));
  return (
    <>
      <p>
        {department.organ_name}：{department.judged} 个有目标的指标中，达到 {department.met} 个。
      </p>
      <div className="table-scroll" role="region" aria-label="部门的各项指标" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">指标</th>
              <th scope="col" className="number">
                本年
              </th>
              <th scope="col" className="number">
                目标
              </th>
              <th scope="col">是否达到</th>
              <th scope="col">各季度</th>
            </tr>
          </thead>
          <tbody>
            {department.cells.map((cell) => (
              <IndicatorRow key={cell.indicator} cell={cell} of={known.get(cell.indicator)} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function IndicatorRow({ cell, of }: { cell: Cell; of: Indicator | undefined }) {
  const { part, whole, text } = cell.year;
  return (
    <tr>
      <th scope="row" className="narrow-text">
        {cell.indicator_name}
        {of && <span className="block muted light">{of.definition}</span>}
      </th>
      <td className="number">
        {text}
        {whole !== null && whole !== undefined && (
          <span className="block muted">
            {part} / {whole}
          </span>
        )}
      </td>
      <td className="number">{of?.target_text ?? "—"}</td>
      <td>
        <Met met={cell.met} observed={of?.direction === "observed"} />
      </td>
      <td className="narrow-text">
        <Trend points={cell.trend} target={of?.target ?? undefined} />
      </td>
    </tr>
  );
}

function Met({ met, observed }: { met: boolean | null | undefined; observed: boolean }) {
  if (observed) return <span className="muted">只作观察，不计分</span>;
  if (met === null || met === undefined) return <>—</>;
  return <span className={`badge ${met ? "good" : "warn"}`}>{met ? "达到" : "未达到"}</span>;
}
