import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { request, type Page } from "@api/client";
import { Pager } from "@ui/pager";
import { Empty, Failed, Loading } from "@ui/states";
import { ActButton } from "../../noun/ActButton";
import { posting, type Noun, type Row } from "../../noun/noun";
import { StateBadge } from "../../noun/StateBadge";
import { paths } from "../../paths";
import { useMay } from "../../session/session";
import { Deadline } from "../../casework/Deadline";

/** The approval of one batch of a task's visits. */
const approving = (batch: number) =>
  posting(`approve-batch-${batch}`, "/api/v1/tasks/{id}/inspections/approve", {
    label: `批准第 ${batch} 批检查`,
    initial: () => ({ batch }),
    hide: ["batch"],
    note: "一次批准这一批里所有待审批的检查。提前通知的，检查前送达通知书；当场通知的，到达时出具。",
  });
const PAGE_SIZE = 20;
const WAITING_MAX = 200;

/** Visits of a task, and the approval of a whole batch at once. */
export function TaskVisits({ task, noun }: { task: Row; noun: Noun }) {
  const [page, setPage] = useState(1);
  const query = { task: task.id, page, page_size: PAGE_SIZE, sort: "number" };
  const found = useQuery({
    queryKey: ["/api/v1/inspections", "of", query],
    queryFn: () => request<Page<Row>>("get", "/api/v1/inspections", { query }),
  });
  if (found.isPending) return <Loading lines={3} />;
  if (found.error) return <Failed error={found.error} />;
  const { items, total } = found.data;
  if (total === 0) return <Empty title="还没有派发检查">抽取派发之后，这里是每一户的检查。</Empty>;
  return (
    <div className="stack">
      <BatchApproval task={task} noun={noun} />
      <div className="table-scroll" role="region" aria-label="任务的检查" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th>检查对象</th>
              <th>检查编号</th>
              <th className="number">批次</th>
              <th>检查期限</th>
              <th>状态</th>
            </tr>
          </thead>
          <tbody>
            {items.map((it) => (
              <tr key={it.id}>
                <td>
                  <Link to={paths.show("inspections", it.id)}>{String(it.subject_name)}</Link>
                </td>
                <td>{String(it.number)}</td>
                <td className="number">{String(it.batch)}</td>
                <td>
                  <Deadline
                    due={String(it.window_to)}
                    from={String(it.window_from)}
                    done={it.done_on as string | null}
                    overdue={it.done_on ? String(it.done_on) > String(it.window_to) : undefined}
                    calendar
                  />
                </td>
                <td>
                  <StateBadge name={it.state_name} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {total > PAGE_SIZE && <Pager page={page} pageSize={PAGE_SIZE} total={total} go={setPage} />}
    </div>
  );
}

interface BatchProps {
  task: Row;
  noun: Noun;
}

/** One button per batch that waits for an approval this person may give. */
function BatchApproval({ task, noun }: BatchProps) {
  const may = useMay()("inspection.approve");
  const query = { task: task.id, state: "pending", page_size: WAITING_MAX };
  const pending = useQuery({
    queryKey: ["/api/v1/inspections", "of", query],
    queryFn: () => request<Page<Row>>("get", "/api/v1/inspections", { query }),
    enabled: may,
  });
  const rows = pending.data?.items ?? [];
  const waiting = rows.filter((it) => it.allowed_actions?.includes("approve"));
  const batches = [...new Set(waiting.map((it) => Number(it.batch)))];
  if (!may || batches.length === 0) return null;
  return (
    <div className="row">
      {batches.map((batch) => {
        const bound = approving(batch);
        return bound && <ActButton key={batch} {...{ noun, bound }} row={task} tone="primary" />;
      })}
    </div>
  );
}
