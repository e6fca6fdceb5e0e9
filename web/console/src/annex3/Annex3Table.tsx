import { COLUMNS, isZero, spansOf, type Column, type Line, type Reading } from "./columns";
import { yuan } from "../noun/value";

interface Props {
  lines: Line[];
  reading: Reading;
  /** Opens the rows behind a cell; without it the figures are bare. */
  open?: ((line: Line, column: Column) => void) | undefined;
  label?: string;
}

/** 附件3, with its merged heads: the rows that the unit fills in. */
export function Annex3Table({ lines, reading, open, label = "附件3 统计表" }: Props) {
  return (
    <div className="table-scroll" role="region" aria-label={label} tabIndex={0}>
      <table className="table annex3">
        <Heads reading={reading} />
        <tbody>
          {spansOf(lines).map(({ line, span }) => (
            <tr key={line.category}>
              {span > 0 && (
                <th scope="rowgroup" rowSpan={span}>
                  {line.division_name}
                </th>
              )}
              <th scope="row">{line.category_name}</th>
              {COLUMNS.map((column) => (
                <td key={column.code} className="number">
                  <Cell {...{ line, column, open }} text={column.text(line, reading)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const PUBLISHED = COLUMNS.slice(2, 5);

function Heads({ reading }: { reading: Reading }) {
  const [batches, subjects, , , , cases, amount] = COLUMNS;
  return (
    <thead>
      <tr>
        <th scope="col" rowSpan={2}>
          区分
        </th>
        <th scope="col" rowSpan={2}>
          类别
        </th>
        {[batches, subjects].map((column) => (
          <th key={column?.code} scope="col" rowSpan={2}>
            {column?.name}
            {column === subjects && (
              <span className="block muted">{reading.entities ? "不同的户" : "户次"}</span>
            )}
          </th>
        ))}
        <th scope="colgroup" colSpan={PUBLISHED.length}>
          抽查结果公示数量（户）
        </th>
        {[cases, amount].map((column) => (
          <th key={column?.code} scope="col" rowSpan={2}>
            {column?.name}
            {column === amount && (
              <span className="block muted">{reading.fine ? "罚款" : "罚没"}</span>
            )}
          </th>
        ))}
      </tr>
      <tr>
        {PUBLISHED.map((column) => (
          <th key={column.code} scope="col">
            {column.name}
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface CellProps {
  line: Line;
  column: Column;
  text: string;
  open: Props["open"];
}

function Cell({ line, column, text, open }: CellProps) {
  if (!open || isZero(text)) return <>{text}</>;
  return (
    <button type="button" className="cell-link" onClick={() => open(line, column)}>
      {text}
      <span className="visually-hidden">
        ：看{line.category_name}的{column.name}由哪些记录组成
      </span>
    </button>
  );
}

/** What the annex does not ask for, and people ask next. */
export function Beside({ lines }: { lines: Line[] }) {
  const filled = lines.filter((line) => line.filled);
  return (
    <div className="table-scroll no-print" role="region" aria-label="另计的数" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">另计</th>
            {filled.map((line) => (
              <th key={line.category} scope="col">
                {line.division_name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {BESIDE.map(([name, text]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {filled.map((line) => (
                <td key={line.category}>{text(line)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const BESIDE: [string, (line: Line) => string][] = [
  ["抽查数量（户次）", (line) => line.subjects.toLocaleString("zh-CN")],
  ["其中不同的检查对象（户）", (line) => line.entities.toLocaleString("zh-CN")],
  ["在任一渠道公示的（户次）", (line) => line.covered.toLocaleString("zh-CN")],
  ["公示覆盖率", (line) => line.coverage ?? "没有抽查"],
  ["作出处罚决定的（件）", (line) => line.decisions.toLocaleString("zh-CN")],
  ["罚款", (line) => yuan(line.fine)],
  ["没收", (line) => yuan(line.confiscated)],
];
