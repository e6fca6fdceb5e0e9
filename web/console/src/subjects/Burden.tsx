import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { request, type Schema } from "@api/client";
import { SelectField } from "@ui/fields";
import { Empty, Failed, Loading } from "@ui/states";
import { day } from "@ui/time";
import { word } from "@terms/terms";
import { yearsTo } from "../annex3/Annex3Choice";
import { useToday } from "../casework/today";
import { paths } from "../paths";

type Ledger = Schema<"BurdenView">;

/** 检查负担: how often a subject was visited in a year, and which visits were spared. */
export function Burden({ id }: { id: string }) {
  const today = useToday();
  const [year, setYear] = useState("");
  const path = `/api/v1/subjects/${id}/burden`;
  const found = useQuery({
    queryKey: [path, year],
    queryFn: () => request<Ledger>("get", path, { query: { year } }),
  });
  return (
    <div className="stack">
      <div className="filters no-print">
        <SelectField
          label="年度"
          none="本年"
          choices={yearsTo(today)}
          value={year}
          change={setYear}
        />
      </div>
      {found.isPending && <Loading lines={3} />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && !found.error && <Shown it={found.data} />}
    </div>
  );
}

function Shown({ it }: { it: Ledger }) {
  return (
    <>
      <p>{it.meaning}</p>
      <dl className="card figures">
        {figuresOf(it).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {it.list.length === 0 ? (
        <Empty title={`${it.year} 年没有入户检查`} />
      ) : (
        <Visits visits={it.list} />
      )}
    </>
  );
}

const figuresOf = (it: Ledger): [string, string][] => [
  ["入户（次）", String(it.visits)],
  ["其中个案检查", String(it.cases)],
  ["入户的部门", String(it.departments)],
  ["联合、合并少跑（次）", String(it.spared_by_joining)],
  ["结果互认少查（部门次）", String(it.spared_by_recognition)],
  ["在现场（分钟）", it.timed > 0 ? `${it.minutes}` : "—"],
  ["还没有进行的", String(it.ahead)],
];

function Visits({ visits }: { visits: Ledger["list"] }) {
  return (
    <div className="table-scroll" role="region" aria-label="各次入户" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">检查</th>
            <th scope="col">日期</th>
            <th scope="col">类型</th>
            <th scope="col">一次进户的部门</th>
            <th scope="col" className="number">
              在现场
            </th>
          </tr>
        </thead>
        <tbody>
          {visits.map((visit) => (
            <tr key={visit.inspection}>
              <td>
                <Link to={paths.show("inspections", visit.inspection)}>{visit.number}</Link>
              </td>
              <td>{day(visit.day)}</td>
              <td>{word("visit_kind", visit.kind)}</td>
              <td>{visit.organs.join("、")}</td>
              <td className="number">
                {visit.minutes === null || visit.minutes === undefined
                  ? "—"
                  : `${visit.minutes} 分钟`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
