import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { answer, client, type Schema } from "@api/client";
import { Empty, Failed, Loading } from "@ui/states";
import { day } from "@ui/time";
import { word } from "@terms/terms";
import { paths } from "../paths";
import { useSession } from "../session/session";

type Due = Schema<"DueView">;

/** The clock of the annual plans: who has filed, who still owes it, who is late. */
export function PlanDeadlines() {
  const region = useSession().grants[0]?.region ?? "";
  const [params, setParams] = useSearchParams();
  const year = Number(params.get("year")) || null;
  const found = useQuery({
    queryKey: ["/api/v1/plan-deadlines", region, year],
    queryFn: () =>
      answer(client.GET("/api/v1/plan-deadlines", { params: { query: { region, year } } })),
  });
  const shown = found.data?.[0]?.year ?? year ?? new Date().getFullYear();
  const go = (to: number) => setParams({ year: String(to) });
  return (
    <div className="stack">
      <nav aria-label="位置" className="muted">
        <Link to={paths.list("plans")}>年度抽查计划</Link> › 备案期限
      </nav>
      <div className="page-head">
        <h1>{shown} 年度计划的备案期限</h1>
        <div className="row">
          <button type="button" className="button" onClick={() => go(shown - 1)}>
            上一年度
          </button>
          <button type="button" className="button" onClick={() => go(shown + 1)}>
            下一年度
          </button>
        </div>
      </div>
      {found.isPending && <Loading />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data?.length === 0 && <Empty title="没有要备案的部门" />}
      {found.data && found.data.length > 0 && <DueTable rows={found.data} />}
    </div>
  );
}

function DueTable({ rows }: { rows: Due[] }) {
  return (
    <div className="table-scroll" role="region" aria-label="备案期限" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">部门</th>
            <th scope="col">期限</th>
            <th scope="col">备案</th>
            <th scope="col">计划状态</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.organ}>
              <th scope="row">{row.organ_name}</th>
              <td>{day(row.deadline)}</td>
              <td>
                <Clock row={row} />
              </td>
              <td>
                {row.states.map((state) => word("plan_state", state)).join("、") || "还没有计划"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Within this many days a deadline is near. */
const NEAR_DAYS = 14;

function Clock({ row }: { row: Due }) {
  if (row.filed_on) {
    const tone = row.late ? "warn" : "good";
    return (
      <span className={`badge ${tone}`}>
        {day(row.filed_on)}已备案{row.late && "（逾期）"}
      </span>
    );
  }
  if (row.days_left < 0) return <span className="badge bad">逾期 {-row.days_left} 天</span>;
  const tone = row.days_left <= NEAR_DAYS ? "warn" : "";
  return <span className={`badge ${tone}`}>还有 {row.days_left} 天</span>;
}
