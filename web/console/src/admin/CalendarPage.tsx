import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { answer, client, type Schema } from "@api/client";
import { operation } from "@api/described";
import { TextField } from "@ui/fields";
import { Failed, Loading } from "@ui/states";
import { day } from "@ui/time";
import { OperationDialog } from "../noun/OperationDialog";
import { useMay } from "../session/session";
import { weeksOf } from "./weeks";

type Year = Schema<"YearView">;

const PUT = "/api/v1/calendar/{year}";

/** The working days of a year: what the deadlines of the law are counted by. */
export function CalendarPage() {
  const [params, setParams] = useSearchParams();
  const year = Number(params.get("year")) || new Date().getFullYear();
  const may = useMay()(operation("put", PUT)?.permission ?? "");
  const [open, setOpen] = useState(false);
  const found = useQuery({
    queryKey: ["/api/v1/calendar", year],
    queryFn: () =>
      answer(client.GET("/api/v1/calendar/{year}", { params: { path: { year: String(year) } } })),
  });
  const go = (to: number) => setParams({ year: String(to) });
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{year} 年工作日历</h1>
        <div className="row">
          <button type="button" className="button" onClick={() => go(year - 1)}>
            上一年
          </button>
          <button type="button" className="button" onClick={() => go(year + 1)}>
            下一年
          </button>
          {may && (
            <button type="button" className="button primary" onClick={() => setOpen(true)}>
              录入放假安排
            </button>
          )}
        </div>
      </div>
      <WorkingDays />
      {found.isPending && <Loading />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && !found.error && <YearTable view={found.data} />}
      {open && (
        <OperationDialog
          title="录入放假安排"
          kept={`calendar:${year}`}
          method="put"
          template={PUT}
          path={PUT.replace("{year}", String(year))}
          initial={{ days: found.data?.days ?? [], source: found.data?.source ?? "" }}
          known={{ version: found.data?.version ?? 0 }}
          close={() => setOpen(false)}
          done={() => {
            setOpen(false);
            void found.refetch();
          }}
        />
      )}
    </div>
  );
}

function YearTable({ view }: { view: Year }) {
  const special = new Map(view.days.map((it) => [it.day, it]));
  return (
    <section className="card">
      <p className="muted">
        依据：{view.source ?? "随程序提供的国务院办公厅放假安排"}。
        <span className="day-key holiday">休</span>放假
        <span className="day-key makeup">班</span>调休上班，其余周六、周日休息。
      </p>
      <div className="months">
        {Array.from({ length: 12 }, (_, at) => (
          <Month key={at} year={view.year} month={at + 1} special={special} />
        ))}
      </div>
    </section>
  );
}

interface MonthProps {
  year: number;
  month: number;
  special: Map<string, Schema<"SpecialDayView">>;
}

const WEEK = ["一", "二", "三", "四", "五", "六", "日"];

function Month({ year, month, special }: MonthProps) {
  return (
    <table className="month">
      <caption>{month} 月</caption>
      <thead>
        <tr>
          {WEEK.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(year, month).map((week) => (
          <tr key={week.join()}>
            {week.map((date, at) => {
              const found = date ? special.get(date) : undefined;
              const rest = found ? found.kind === "holiday" : at > 4;
              const mark = found ? (rest ? "休" : "班") : "";
              return (
                <td
                  key={at}
                  className={found ? (rest ? "holiday" : "makeup") : rest ? "rest" : ""}
                  title={found?.name}
                >
                  {date && Number(date.slice(8))}
                  {mark && <small>{mark}</small>}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** "20 working days from …": what officials ask most. */
function WorkingDays() {
  const [from, setFrom] = useState("");
  const [days, setDays] = useState("20");
  const query = { from, days: Number(days) };
  const found = useQuery({
    queryKey: ["/api/v1/calendar/working-days", query],
    queryFn: () => answer(client.GET("/api/v1/calendar/working-days", { params: { query } })),
    enabled: from !== "" && query.days > 0,
    retry: false,
  });
  return (
    <section className="card">
      <h2>推算工作日</h2>
      <div className="filters">
        <TextField label="自哪天起" type="date" value={from} change={setFrom} />
        <TextField label="几个工作日" type="number" min={1} value={days} change={setDays} />
        <p role="status" className="notice">
          {found.data ? `到 ${day(found.data.day)}` : "选一个日期"}
        </p>
      </div>
      {found.error && <Failed error={found.error} />}
    </section>
  );
}
