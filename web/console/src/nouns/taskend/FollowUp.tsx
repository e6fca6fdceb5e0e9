import { useQuery } from "@tanstack/react-query";
import { answer, client, type Schema } from "@api/client";
import { Failed, Loading } from "@ui/states";
import { RecordName, targetOf } from "../../noun/names";

type Sum = Schema<"TaskFollowUp">["parts"][number];

/** What keeps a task open: every order, case, referral and listing that is not closed. */
export function TaskFollowUp({ id }: { id: string }) {
  const found = useQuery({
    queryKey: ["/api/v1/tasks", id, "follow-up"],
    queryFn: () => answer(client.GET("/api/v1/tasks/{id}/follow-up", { params: { path: { id } } })),
  });
  if (found.isPending) return <Loading lines={3} />;
  if (found.error) return <Failed error={found.error} />;
  const { open, parts } = found.data;
  return (
    <div className="stack">
      <p className={`notice ${open === 0 ? "good" : "warn"}`}>
        {open === 0
          ? "后续处置都已办结，不妨碍任务归档。"
          : `还有 ${open} 件没有办结，办结之后任务才能归档。`}
      </p>
      <div className="board">
        {parts.map((it) => (
          <Column key={it.kind} sum={it} />
        ))}
      </div>
    </div>
  );
}

function Column({ sum }: { sum: Sum }) {
  const target = targetOf(sum.kind);
  return (
    <section className="card stack" aria-label={sum.name}>
      <h2>
        {sum.name}{" "}
        <span className={`badge ${sum.open > 0 ? "warn" : "good"}`}>
          {sum.open > 0 ? `${sum.open} 件未办结` : "都已办结"}
        </span>
      </h2>
      <p className="muted">共 {sum.total} 件</p>
      <ul className="plain-list tight">
        {sum.open_ids.map((id) => (
          <li key={id}>{target ? <RecordName target={target} id={id} /> : id}</li>
        ))}
      </ul>
      {sum.open > sum.open_ids.length && (
        <p className="muted">另有 {sum.open - sum.open_ids.length} 件没有列出。</p>
      )}
    </section>
  );
}
