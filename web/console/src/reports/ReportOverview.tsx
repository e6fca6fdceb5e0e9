import { useState } from "react";
import { Link } from "react-router";
import type { Row } from "../noun/noun";
import { Annex3Rows, type Asked } from "../annex3/Annex3Rows";
import { Annex3Table, Beside } from "../annex3/Annex3Table";
import { asReport, SECTIONS, type Sections } from "./report";

/** Read as the annex prints it: 户次 and 罚没. */
export const AS_PRINTED = { entities: false, fine: false };

/** What a report says: its text, who wrote it, and the figures of today with the rows behind. */
export function ReportOverview({ row }: { row: Row }) {
  const report = asReport(row);
  const [asked, setAsked] = useState<Asked>();
  const { organ, from, to } = report;
  return (
    <div className="stack">
      <section className="card stack" aria-labelledby="report-texts">
        <h2 id="report-texts">工作总结</h2>
        <Texts sections={report.sections} />
        <dl className="facts">
          <Fact name="经办人" value={report.clerk} />
          <Fact name="联系电话" value={report.phone} />
          <Fact name="附件3 的备注" value={report.remarks} />
        </dl>
      </section>
      <section className="stack" aria-labelledby="report-figures">
        <div className="page-head">
          <h2 id="report-figures">附件3：现在的数字</h2>
          <div className="row no-print">
            <FigureFiles id={row.id} />
            <Link className="button" to={`/annex3?${new URLSearchParams({ organ, from, to })}`}>
              打开统计表
            </Link>
          </div>
        </div>
        {report.hand_ins > 0 && (
          <p className="muted">
            报送时的数字见“历次报送”，以后不再改变；这里是由现在的记录统计的，可能已经不同。
          </p>
        )}
        <Annex3Table
          lines={report.rows}
          reading={AS_PRINTED}
          open={(line, column) => setAsked({ line, column })}
        />
        <Beside lines={report.rows} />
      </section>
      {asked && (
        <Annex3Rows {...asked} query={{ organ, from, to }} close={() => setAsked(undefined)} />
      )}
    </div>
  );
}

/** 附件3 of a report as files: of a hand-in, or with the figures of today. */
export function FigureFiles({ id, ordinal }: { id: string; ordinal?: number }) {
  const query = ordinal ? `?ordinal=${ordinal}` : "";
  const which = ordinal ? `（第 ${ordinal} 次报送）` : "";
  return (
    <>
      <a className="button" href={`/api/v1/reports/${id}/annex3.xlsx${query}`} download>
        下载 Excel<span className="visually-hidden">{which}</span>
      </a>
      <a className="button" href={`/api/v1/reports/${id}/annex3.csv${query}`} download>
        下载 CSV<span className="visually-hidden">{which}</span>
      </a>
    </>
  );
}

/** The blocks of text, each under its heading. */
export function Texts({ sections }: { sections: Sections }) {
  return (
    <>
      {SECTIONS.map(([key, title]) => (
        <div key={key}>
          <h3>{title}</h3>
          {sections[key] ? (
            <p className="text-block">{sections[key]}</p>
          ) : (
            <p className="muted">还没有写</p>
          )}
        </div>
      ))}
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value || "—"}</dd>
    </div>
  );
}
