import { Link } from "react-router";
import { Empty, Loading } from "@ui/states";
import { useField } from "../local/Field";
import { useLive } from "../local/useLive";
import { paths } from "../paths";
import { OpList } from "../queue/OpList";

/** All that the platform does not have yet, by visit. */
export function QueuePage() {
  const { db, status, sync } = useField();
  const found = useLive(async () => {
    const ops = await db.openOps();
    const visits = await db.visits.bulkGet([...new Set(ops.map((op) => op.visit))]);
    return { ops, visits: visits.filter((it) => it !== undefined) };
  }, [db]);
  if (!found) return <Loading />;
  return (
    <div className="stack">
      <h1>待发送</h1>
      {found.ops.length === 0 ? (
        <Empty title="都已发送">平台确认过的，在每次检查的办理记录里可以看到日志序号。</Empty>
      ) : (
        <>
          <p>
            这些还只在这台手机上。有网络时自动发送，证据先发；同一次检查一项一项地发，前一项没有办成，后面的就等着。
          </p>
          {found.visits.map((visit) => (
            <section key={visit.id} aria-label={visit.details.subject_name}>
              <h2>
                <Link to={paths.visit(visit.id)}>{visit.details.subject_name}</Link>
              </h2>
              <OpList ops={found.ops.filter((op) => op.visit === visit.id)} visit={visit} />
            </section>
          ))}
          <div className="thumb-bar">
            <button
              type="button"
              className="button primary big"
              disabled={status.busy}
              onClick={() => void sync(true)}
            >
              {status.busy ? "正在发送……" : "现在发送"}
            </button>
          </div>
        </>
      )}
    </div>
  );
}
