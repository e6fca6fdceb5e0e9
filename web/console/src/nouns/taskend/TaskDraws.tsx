import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { request, type Page } from "@api/client";
import { Empty, Failed, Loading } from "@ui/states";
import { allows, type Row } from "../../noun/noun";
import { StateBadge } from "../../noun/StateBadge";
import { paths } from "../../paths";
import { prepareDraw } from "../draws";
import { asDraw, nextOf } from "../draws/draw";

/** Attempts of a task, those that no longer stand too, and the way to the next one. */
export function TaskDraws({ task }: { task: Row }) {
  const found = useQuery({
    queryKey: ["/api/v1/draws", "of", task.id],
    queryFn: () => request<Page<Row>>("get", "/api/v1/draws", { query: { task: task.id } }),
  });
  if (found.isPending) return <Loading lines={2} />;
  if (found.error) return <Failed error={found.error} />;
  const rows = found.data.items;
  const supplement = rows.some((row) => allows(row, "prepare_supplement"));
  return (
    <div className="stack">
      {(supplement || allows(task, "prepare_draw")) && (
        <div>
          <Link className="button primary" to={prepareDraw(task.id)}>
            {supplement ? "准备补充抽取" : "准备抽取"}
          </Link>
        </div>
      )}
      {rows.length === 0 && (
        <Empty title="还没有抽取">任务待抽取时，由承办人准备、另一人批准冻结。</Empty>
      )}
      <ul className="plain-list">
        {rows.map((row) => (
          <li key={row.id} className="card">
            <div className="row">
              <Link to={paths.show("draws", row.id)}>
                第 {asDraw(row).attempt} 次抽取 {asDraw(row).draw_id}
              </Link>
              <StateBadge name={row.state_name} />
            </div>
            <div className="muted">{nextOf(asDraw(row))}</div>
          </li>
        ))}
      </ul>
    </div>
  );
}
