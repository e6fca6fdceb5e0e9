import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { request, type Page } from "@api/client";
import { operation } from "@api/described";
import { Pager } from "@ui/pager";
import { Empty, Failed, Loading } from "@ui/states";
import { ActionDialog } from "../../noun/ActionDialog";
import type { Bound, Noun, Row } from "../../noun/noun";
import { StateBadge } from "../../noun/StateBadge";
import { paths } from "../../paths";
import { useMay } from "../../session/session";
import { Deadline } from "../../work/Deadline";

const PATH = "/api/v1/tasks/{id}/inspections/approve";
const PAGE_SIZE = 20;

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
    if (total === 0)
        return <Empty title="还没有派发检查">抽取派发之后，这里是每一户的检查。</Empty>;
    return (
        <div className="stack">
            <BatchApproval task={task} noun={noun} rows={items} />
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
                                    <Link to={paths.show("inspections", it.id)}>
                                        {String(it.subject_name)}
                                    </Link>
                                </td>
                                <td>{String(it.number)}</td>
                                <td className="number">{String(it.batch)}</td>
                                <td>
                                    <Deadline
                                        due={String(it.window_to)}
                                        from={String(it.window_from)}
                                        done={it.done_on as string | null}
                                        overdue={
                                            it.done_on
                                                ? String(it.done_on) > String(it.window_to)
                                                : undefined
                                        }
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
            {total > PAGE_SIZE && (
                <Pager page={page} pageSize={PAGE_SIZE} total={total} go={setPage} />
            )}
        </div>
    );
}

interface BatchProps {
    task: Row;
    noun: Noun;
    rows: Row[];
}

/** One button per batch that waits for an approval this person may give. */
function BatchApproval({ task, noun, rows }: BatchProps) {
    const may = useMay()("inspection.approve");
    const cache = useQueryClient();
    const [batch, setBatch] = useState<number>();
    const found = operation("post", PATH);
    const waiting = rows.filter((it) => it.allowed_actions?.includes("approve"));
    const batches = [...new Set(waiting.map((it) => Number(it.batch)))];
    if (!may || !found || batches.length === 0) return null;
    const bound: Bound = {
        code: `approve-batch-${batch}`,
        path: PATH,
        method: "post",
        act: {
            label: `批准第 ${batch} 批检查`,
            initial: () => ({ batch }),
            hide: ["batch"],
            note: "一次批准这一批里所有待审批的检查。提前通知的，检查前送达通知书；当场通知的，到达时出具。",
        },
        operation: found,
    };
    return (
        <div className="row">
            {batches.map((it) => (
                <button
                    key={it}
                    type="button"
                    className="button primary"
                    onClick={() => setBatch(it)}
                >
                    批准第 {it} 批检查
                </button>
            ))}
            {batch !== undefined && (
                <ActionDialog
                    bound={bound}
                    noun={noun}
                    row={task}
                    close={() => setBatch(undefined)}
                    done={() => {
                        setBatch(undefined);
                        void cache.invalidateQueries();
                    }}
                />
            )}
        </div>
    );
}
