import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { request, type Schema } from "@api/client";
import { Empty, Failed, Loading } from "@ui/states";
import { day } from "@ui/time";
import { paths } from "../paths";

type Overdue = Schema<"OverdueQuarterView">;

const PATH = "/api/v1/quarters";

/** Quarters that are over without a meeting, of every conference that the person sees. */
export function OverdueQuarters() {
  const [params] = useSearchParams();
  const query = { region: params.get("region") || null, organ: params.get("organ") || null };
  const found = useQuery({
    queryKey: [PATH, query],
    queryFn: () => request<Overdue[]>("get", PATH, { query }),
  });
  return (
    <div className="stack">
      <nav aria-label="位置" className="muted no-print">
        <Link to={paths.list("meetings")}>季度会议</Link> › 没有按期召开的
      </nav>
      <h1>没有按期召开的季度会议</h1>
      {found.isPending && <Loading />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data?.length === 0 && <Empty title="每个季度都召开了会议" />}
      {found.data && found.data.length > 0 && <Rows rows={found.data} />}
    </div>
  );
}

function Rows({ rows }: { rows: Overdue[] }) {
  return (
    <div className="table-scroll" role="region" aria-label="没有按期召开的季度" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">联席会议</th>
            <th scope="col">季度</th>
            <th scope="col">最迟</th>
            <th scope="col">会议</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ conference, conference_name: name, quarter }) => (
            <tr key={`${conference} ${quarter.quarter}`}>
              <th scope="row">
                <Link to={`${paths.show("conferences", conference)}?sheet=quarters`}>{name}</Link>
              </th>
              <td>{quarter.name}</td>
              <td>{day(quarter.due)}</td>
              <td>
                {quarter.meeting ? (
                  <Link to={paths.show("meetings", quarter.meeting)}>
                    已拟定，没有召开<span className="visually-hidden">：{quarter.name}</span>
                  </Link>
                ) : (
                  "还没有拟定"
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
