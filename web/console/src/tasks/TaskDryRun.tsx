import { useQuery } from "@tanstack/react-query";
import { answer, client } from "@api/client";
import { Bars } from "@ui/bars";
import { Loading } from "@ui/states";
import type { Row } from "../noun/noun";
import { Figure } from "../plans/PlanDryRun";
import { Derived } from "./Derived";
import { Capacity, classBars, Frame, Strata, Untried, Warnings } from "./DryRunParts";

/** What a task would mean if it were drawn now. Nothing is drawn. */
export function TaskDryRun({ task }: { task: Row }) {
  const params = { path: { id: task.id } };
  const found = useQuery({
    queryKey: ["/api/v1/tasks", task.id, "dry-run"],
    queryFn: () => answer(client.GET("/api/v1/tasks/{id}/dry-run", { params })),
  });
  if (found.isPending) return <Loading />;
  if (found.error) return <Untried error={found.error} retry={() => void found.refetch()} />;
  const run = found.data;
  const undirected = (task.form as { draw_type?: string }).draw_type === "undirected";
  return (
    <div className="stack">
      <Warnings run={run} />
      <div className="figures">
        <Figure name="可抽取" value={run.eligible} />
        <Figure name="预计进户次数" value={run.visits} />
        <Figure name="每户平均预计次数" value={run.mean} />
        <Figure name="每户最多预计次数" value={run.max} />
      </div>
      <section className="card">
        <Frame run={run} />
      </section>
      <section className="card">
        <Strata run={run} />
      </section>
      <section className="card">
        <h2>一户预计被抽到几次</h2>
        <Bars label="一户预计被抽到几次" bars={classBars(run.histogram)} />
        <Capacity run={run} />
      </section>
      {undirected && <Derived id={task.id} />}
    </div>
  );
}
