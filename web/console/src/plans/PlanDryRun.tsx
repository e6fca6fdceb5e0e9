import { useQuery } from "@tanstack/react-query";
import { answer, client } from "@api/client";
import { Bars } from "@ui/bars";
import { Loading } from "@ui/states";
import { Capacity, classBars, Frame, Strata, Untried, Warnings } from "../tasks/DryRunParts";
import { spanOf } from "./months";
import { useTasks } from "./useTasks";

/** What the plan would mean: visits task by task, how often one subject may expect to be drawn,
 * whether there are hands enough. Nothing is drawn. */
export function PlanDryRun({ id }: { id: string }) {
  const found = useQuery({
    queryKey: ["/api/v1/plans", id, "dry-run"],
    queryFn: () => answer(client.GET("/api/v1/plans/{id}/dry-run", { params: { path: { id } } })),
  });
  const tasks = useTasks({ plan: id });
  if (found.isPending) return <Loading />;
  if (found.error) return <Untried error={found.error} retry={() => void found.refetch()} />;
  const plan = found.data;
  const ordered = [...(tasks.data?.items ?? [])].sort(
    (a, b) => Number(a.ordinal) - Number(b.ordinal),
  );
  const nameAt = (at: number) => {
    const task = ordered[at];
    return task ? spanOf(task).name : `第 ${at + 1} 个任务`;
  };
  const visits = plan.tasks.reduce((sum, task) => sum + task.visits, 0);
  return (
    <div className="stack">
      <div className="figures">
        <Figure name="至少会被一个任务抽取的户数" value={plan.entities} />
        <Figure name="预计进户次数" value={visits} />
        <Figure name="每户平均预计次数" value={plan.mean} />
        <Figure name="每户最多预计次数" value={plan.max} />
      </div>
      <section className="card">
        <h2>各任务预计进户次数</h2>
        <Bars
          label="各任务预计进户次数"
          bars={plan.tasks.map((task, at) => ({
            label: nameAt(at),
            value: task.visits,
            text: `${task.visits.toLocaleString("zh-CN")} 户次`,
          }))}
        />
      </section>
      <section className="card">
        <h2>一户一年预计被抽到几次</h2>
        <Bars label="一户一年预计被抽到几次" bars={classBars(plan.histogram)} />
      </section>
      {plan.tasks.map((task, at) => (
        <details key={at} className="card">
          <summary>
            {nameAt(at)}：符合条件 {task.frame.toLocaleString("zh-CN")} 户，拟进户 {task.visits} 次
            {task.warnings.length > 0 && "（有提醒）"}
          </summary>
          <Warnings run={task} />
          <Frame run={task} />
          <Strata run={task} />
          <Capacity run={task} />
        </details>
      ))}
    </div>
  );
}

export function Figure({ name, value }: { name: string; value: number | string }) {
  return (
    <div className="card figure">
      <strong>{typeof value === "number" ? value.toLocaleString("zh-CN") : value}</strong>
      <span className="muted">{name}</span>
    </div>
  );
}
