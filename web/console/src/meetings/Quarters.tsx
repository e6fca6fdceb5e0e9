import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { request, type Schema } from "@api/client";
import { Empty, Failed, Loading } from "@ui/states";
import { day } from "@ui/time";
import { paths } from "../paths";
import { useMay } from "../session/session";

type Quarter = Schema<"QuarterView">;

/** Every quarter of a conference: whether it had its meeting, and when. */
export function Quarters({ id }: { id: string }) {
  const may = useMay()("meeting.write");
  const path = `/api/v1/conferences/${id}/quarters`;
  const found = useQuery({ queryKey: [path], queryFn: () => request<Quarter[]>("get", path) });
  if (found.isPending) return <Loading lines={3} />;
  if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
  if (found.data.length === 0) return <Empty title="登记成员单位之后，从那个季度算起" />;
  return (
    <div className="table-scroll" role="region" aria-label="各季度的会议" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">季度</th>
            <th scope="col">最迟</th>
            <th scope="col">会议</th>
            <th scope="col">办理</th>
          </tr>
        </thead>
        <tbody>
          {found.data.map((it) => (
            <tr key={it.quarter}>
              <th scope="row">{it.name}</th>
              <td>{day(it.due)}</td>
              <td>
                <Standing it={it} />
              </td>
              <td>
                {it.meeting ? <Open it={it} id={it.meeting} /> : may && <Plan it={it} id={id} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Standing({ it }: { it: Quarter }) {
  if (it.held_on) {
    return (
      <span className={`badge ${it.late ? "warn" : "good"}`}>
        {day(it.held_on)}召开{it.late && "（逾期）"}
      </span>
    );
  }
  if (it.overdue) return <span className="badge bad">逾期没有召开</span>;
  return <>{it.meeting ? "已拟定" : "还没有拟定"}</>;
}

function Open({ it, id }: { it: Quarter; id: string }) {
  return (
    <Link to={paths.show("meetings", id)}>
      看会议<span className="visually-hidden">：{it.name}</span>
    </Link>
  );
}

function Plan({ it, id }: { it: Quarter; id: string }) {
  const query = new URLSearchParams({ conference: id, quarter: it.quarter });
  return (
    <Link className="button small" to={`${paths.create("meetings")}?${query}`}>
      拟定会议<span className="visually-hidden">：{it.name}</span>
    </Link>
  );
}
