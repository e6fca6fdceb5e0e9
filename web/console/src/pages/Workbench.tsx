import { useQuery } from "@tanstack/react-query";
import { answer, client } from "@api/client";
import { Empty, Failed, Loading } from "@ui/states";
import { day } from "@ui/time";
import { useSession } from "../session/session";
import { WorkGroup } from "../workbench/WorkGroup";

const MINUTE_MS = 60_000;

/** What this person has to do today: everything that waits for them, what is late first. */
export function Workbench() {
  const session = useSession();
  const found = useQuery({
    queryKey: ["workbench"],
    queryFn: () => answer(client.GET("/api/v1/workbench")),
    refetchInterval: MINUTE_MS,
  });
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{session.name}，您好</h1>
        {found.data && <Summary {...found.data} />}
      </div>
      {found.isPending && <Loading />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data?.groups.length === 0 && (
        <Empty title="没有等您办理的事">有新的任务、审批或到期的公示时，会列在这里。</Empty>
      )}
      <div className="work-groups">
        {found.data?.groups.map((group) => (
          <WorkGroup key={group.kind} group={group} />
        ))}
      </div>
    </div>
  );
}

function Summary(work: { day: string; count: number; overdue: number }) {
  return (
    <p className="row">
      <time dateTime={work.day}>{day(work.day)}</time>
      <span className="badge">要办 {work.count} 件</span>
      {work.overdue > 0 && <span className="badge bad">逾期 {work.overdue} 件</span>}
    </p>
  );
}
