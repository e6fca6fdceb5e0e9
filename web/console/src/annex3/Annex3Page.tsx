import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { request, type Schema } from "@api/client";
import { Bars } from "@ui/bars";
import { Empty, Failed, Loading } from "@ui/states";
import { day } from "@ui/time";
import { useToday } from "../casework/today";
import { useMay } from "../session/session";
import { Annex3Choice } from "./Annex3Choice";
import { Annex3Rows, type Asked } from "./Annex3Rows";
import { Annex3Table, Beside } from "./Annex3Table";
import { useUnits } from "./units";

type View = Schema<"Annex3View">;

const PATH = "/api/v1/annex3";

/** 附件3: of a unit and a period, counted at the moment; each figure opens the rows it counts. */
export function Annex3Page() {
  const units = useUnits();
  const may = useMay();
  const [params, setParams] = useSearchParams();
  const { shown: _, ...given } = Object.fromEntries(params);
  const [first] = units;
  const unit =
    given.organ || given.region ? {} : Object.fromEntries(new URLSearchParams(first?.key));
  const query = { ...unit, ...given };
  const reading = { entities: params.get("shown") === "entities", fine: query.money === "fine" };
  const ready = Boolean(query.organ || query.region);
  const found = useQuery({
    queryKey: [PATH, query],
    queryFn: () => request<View>("get", PATH, { query }),
    enabled: ready,
  });
  const change = (next: Record<string, string>) =>
    setParams(Object.fromEntries(Object.entries(next).filter(([, value]) => value)));
  return (
    <div className="stack">
      <div className="page-head no-print">
        <h1>附件3 统计表</h1>
        <div className="row">
          {may("report.receive") && (
            <Link className="button" to="/reports/roll-up">
              各部门汇总
            </Link>
          )}
          {ready && <Downloads query={query} />}
        </div>
      </div>
      <Annex3Choice {...{ units, query, change }} shown={params.get("shown") ?? ""} />
      {!ready && <Empty title="没有可以统计的部门">您的授权里没有填报这张表的部门。</Empty>}
      {ready && found.isPending && <Loading />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && !found.error && <Sheet {...{ view: found.data, reading, query }} />}
    </div>
  );
}

function Downloads({ query }: { query: Record<string, string> }) {
  const search = new URLSearchParams(query).toString();
  return (
    <>
      <a className="button" href={`${PATH}.xlsx?${search}`} download>
        下载 Excel
      </a>
      <a className="button" href={`${PATH}.csv?${search}`} download>
        下载 CSV
      </a>
      <a className="button" href={`${PATH}.pdf?${search}`} download>
        打印附件3（PDF）
      </a>
    </>
  );
}

interface SheetProps {
  view: View;
  reading: { entities: boolean; fine: boolean };
  query: Record<string, string>;
}

/** The sheet as it is handed in, and below it what is counted besides. */
function Sheet({ view, reading, query }: SheetProps) {
  const [asked, setAsked] = useState<Asked>();
  const today = useToday();
  return (
    <>
      <section className="card stack annex3-sheet" aria-labelledby="annex3-title">
        <h2 className="center" id="annex3-title">
          {view.title}
        </h2>
        <p className="row spread">
          <span>填报单位：{view.unit}</span>
          <span>填报时间：{day(today)}</span>
        </p>
        <Annex3Table
          lines={view.rows}
          reading={reading}
          open={(line, column) => setAsked({ line, column })}
        />
        <p className="row spread annex3-foot">
          <span>经办人：</span>
          <span>联系电话：</span>
          <span>备注：</span>
        </p>
        <div>
          <p>说明：</p>
          <ol className="steps-note">
            {view.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ol>
        </div>
      </section>
      <Beside lines={view.rows} />
      {view.kinds.length > 0 && (
        <section className="card no-print" aria-labelledby="annex3-kinds">
          <h2 id="annex3-kinds">按检查对象的种类（已派发的，户次）</h2>
          <Bars
            label="按检查对象的种类"
            bars={view.kinds.map((kind) => ({ label: kind.kind_name, value: kind.subjects }))}
          />
        </section>
      )}
      {asked && (
        <Annex3Rows
          {...asked}
          query={unitAndPeriod(query, view)}
          close={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

/** The same unit and days for the rows, whichever way the period was chosen. */
function unitAndPeriod(query: Record<string, string>, { from, to }: View): Record<string, string> {
  const { organ, region } = query;
  return { ...(organ ? { organ } : {}), ...(region ? { region } : {}), from, to };
}
