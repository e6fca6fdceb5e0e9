import { Empty } from "@ui/states";
import { day } from "@ui/time";
import { Digest } from "../casework/Digest";
import { Annex3Table } from "../annex3/Annex3Table";
import type { Row } from "../noun/noun";
import { StateBadge } from "../noun/StateBadge";
import { AS_PRINTED, FigureFiles, Texts } from "./ReportOverview";
import { asReport, type HandIn } from "./report";

/** Every hand-in as it was: figures and texts that nothing changes any more. */
export function HandIns({ row }: { row: Row }) {
  const { history } = asReport(row);
  if (history.length === 0) {
    return <Empty title="还没有报送">提交之后，这里是当时的数字和文字，以后不再改变。</Empty>;
  }
  return (
    <div className="stack">
      {[...history].reverse().map((it) => (
        <One key={it.id} report={row.id} it={it} />
      ))}
    </div>
  );
}

function One({ report, it }: { report: string; it: HandIn }) {
  const title = `第 ${it.ordinal} 次报送`;
  return (
    <section className="card stack" aria-label={title}>
      <div className="page-head">
        <h2>
          {title} <StateBadge name={it.state_name} />{" "}
          {it.late && <span className="badge warn">逾期</span>}
        </h2>
        <div className="row no-print">
          <FigureFiles id={report} ordinal={it.ordinal} />
        </div>
      </div>
      {it.reason && <p className="notice warn">退回理由：{it.reason}</p>}
      {!it.intact && (
        <p className="notice bad" role="alert">
          内容与报送时的摘要不符：这次报送的记录被动过，请告知审计管理员。
        </p>
      )}
      <dl className="facts">
        <div>
          <dt>报送日期</dt>
          <dd>{day(it.submitted_on)}</dd>
        </div>
        {it.received_on && (
          <div>
            <dt>收到日期</dt>
            <dd>{day(it.received_on)}</dd>
          </div>
        )}
        {it.returned_on && (
          <div>
            <dt>退回日期</dt>
            <dd>{day(it.returned_on)}</dd>
          </div>
        )}
        <div>
          <dt>经办人和电话</dt>
          <dd>
            {it.clerk} {it.phone}
          </dd>
        </div>
        <div>
          <dt>摘要（SM3）</dt>
          <dd>
            <Digest value={it.digest} name="摘要" />
          </dd>
        </div>
        <div>
          <dt>日志序号</dt>
          <dd>{it.log_index}</dd>
        </div>
      </dl>
      <Annex3Table lines={it.rows} reading={AS_PRINTED} label={`${title}的附件3`} />
      <details>
        <summary>报送时的文字</summary>
        <Texts sections={it.sections} />
      </details>
    </section>
  );
}
