import { Link } from "react-router";
import type { Schema } from "@api/client";
import { partOf } from "./share";
import { useLinks } from "./useLinks";

/** How each department is on with its plan, its publications and its deadlines. */
export function Departments({ shown }: { shown: Schema<"Dashboard"> }) {
  return (
    <section aria-label="各部门进度">
      <h2>各部门进度</h2>
      <p className="muted">{shown.never_ranked}</p>
      <div className="table-scroll" role="region" aria-label="各部门进度表" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th>部门</th>
              <th className="number">计划任务完成</th>
              <th className="number">按期公示</th>
              <th className="number">逾期未公示</th>
              <th className="number">逾期未改正</th>
              <th className="number">逾期待办</th>
            </tr>
          </thead>
          <tbody>
            {shown.departments.map((it) => (
              <tr key={it.organ}>
                <th scope="row">{it.organ_name}</th>
                <td className="number">
                  {it.done} / {it.planned}
                </td>
                <td className="number">{partOf(it.on_time, it.published)}</td>
                <Late noun="inspection-parts" organ={it.organ} count={it.late_parts} />
                <Late noun="rectifications" organ={it.organ} count={it.late_rectifications} />
                <Late noun="matters" organ={it.organ} count={it.late_matters} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface LateProps {
  noun: string;
  organ: string;
  count: number | null | undefined;
}

function Late({ noun, organ, count }: LateProps) {
  const address = useLinks()({ noun, query: { organ, overdue: "true" } });
  return (
    <td className="number">
      {count == null && "—"}
      {count === 0 && "0"}
      {count != null && count > 0 && (address ? <Link to={address}>{count}</Link> : count)}
    </td>
  );
}
