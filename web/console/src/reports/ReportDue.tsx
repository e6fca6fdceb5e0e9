import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { request, type Schema } from "@api/client";
import { Empty, Failed, Loading } from "@ui/states";
import { StateBadge } from "../noun/StateBadge";
import { paths } from "../paths";
import { ReportClock } from "./ReportClock";
import { SeasonChoice } from "./SeasonChoice";
import { useSeason } from "./useSeason";

type Due = Schema<"ReportDueView">;

const PATH = "/api/v1/reports/due";

/** Who has handed in, who still owes it, who is late. */
export function ReportDue() {
  const season = useSeason();
  const { query } = season;
  const found = useQuery({
    queryKey: [PATH, query],
    queryFn: () => request<Due[]>("get", PATH, { query }),
    enabled: query.region !== "",
  });
  const first = found.data?.[0];
  const owed = "owed" in query;
  const late = found.data?.filter((row) => row.late && !row.first_on).length ?? 0;
  return (
    <div className="stack">
      <nav aria-label="位置" className="muted no-print">
        <Link to={paths.list("reports")}>半年、年终报告</Link> › 报送期限
      </nav>
      <h1>报送期限</h1>
      <SeasonChoice {...season} />
      {found.isPending && <Loading />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data?.length === 0 && (
        <Empty title={owed ? "没有欠报的报告" : "这个区划没有应报送的部门"} />
      )}
      {found.data && first && (
        <>
          <p className={late > 0 ? "notice warn" : "notice"}>
            {owed
              ? `欠报的 ${found.data.length} 份，`
              : `${first.year} 年${first.season_name}：${found.data.length} 个部门，`}
            {late > 0 ? `${late} 个逾期没有报送。` : "没有逾期未报的。"}
            {owed && <Link to={paths.reportsDue}>看全部部门</Link>}
          </p>
          <DueTable rows={found.data} />
        </>
      )}
    </div>
  );
}

function DueTable({ rows }: { rows: Due[] }) {
  return (
    <div className="table-scroll" role="region" aria-label="各部门的报送期限" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">部门</th>
            <th scope="col">期限和报送</th>
            <th scope="col">催报</th>
            <th scope="col">报告</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.organ} ${row.year} ${row.season}`}>
              <th scope="row">
                {row.organ_name}
                <span className="muted">
                  　{row.year} 年{row.season_name}
                </span>
              </th>
              <td>
                <ReportClock row={row} />
              </td>
              <td>{row.reminder_name ?? "—"}</td>
              <td>
                <Standing row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Standing({ row }: { row: Due }) {
  const { organ, year, season } = row;
  if (row.report) {
    return (
      <Link to={paths.show("reports", row.report)}>
        <StateBadge name={row.state_name} />
        <span className="visually-hidden">，打开{row.organ_name}的报告</span>
      </Link>
    );
  }
  if (!row.allowed_actions.includes("create")) return <>{row.state_name}</>;
  const query = new URLSearchParams({ organ, year: String(year), season });
  return (
    <Link className="button small" to={`${paths.create("reports")}?${query}`}>
      编制报告<span className="visually-hidden">：{row.organ_name}</span>
    </Link>
  );
}
