import { Link } from "react-router";
import { Bars } from "@ui/bars";
import { word } from "@terms/terms";
import type { Row } from "../noun/noun";

/** The decisions about the rows of a file, in the order in which a person looks at them. */
const FATES = ["new", "changed", "closed", "unchanged", "foreign", "duplicate", "refused"] as const;

const count = (batch: Row, fate: string) => Number(batch[`rows_${fate}`] ?? 0);

/** What the check of a file found: how many rows get which decision, and what comes next. */
export function ImportReport({ batch }: { batch: Row }) {
  const bars = FATES.map((fate) => ({
    label: word("import_row", fate),
    value: count(batch, fate),
  }));
  const read = Number(batch.rows_read);
  const refused = count(batch, "refused");
  return (
    <div className="card stack">
      <p>
        共读到 <strong>{read.toLocaleString("zh-CN")}</strong> 行：
      </p>
      <Bars label="各种处理的行数" bars={bars} most={Math.max(1, read)} />
      <Next batch={batch} refused={refused} />
      <div className="row">
        <Link className="button" to="?sheet=findings">
          看 {String(batch.findings)} 条提示
        </Link>
        <Link className="button" to="?sheet=rows">
          看各行
        </Link>
        {refused > 0 && (
          <a
            className="button"
            href={`/api/v1/imports/${batch.id}/refused.csv`}
            download={`未采用的行-${String(batch.file_name)}`}
          >
            下载 {refused} 行未采用的，改好再导入
          </a>
        )}
      </div>
    </div>
  );
}

function Next({ batch, refused }: { batch: Row; refused: number }) {
  if (batch.state === "checked" || batch.state === "staged") {
    const allowed = batch.allowed_actions?.includes("approve");
    return (
      <p className="notice warn">
        名录还没有变。
        {allowed
          ? "请看过提示和各行后批准或不批准；批准后全部写入。"
          : "等另一个人（审核审批人）批准后写入。"}
        {refused > 0 && "未采用的行不会写入。"}
      </p>
    );
  }
  return <p className="notice">{batch.state_name}。</p>;
}
