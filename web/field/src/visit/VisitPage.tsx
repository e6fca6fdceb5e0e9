import { Link } from "react-router";
import { day } from "@ui/time";
import { paths } from "../paths";
import { isOpen, isWaiting, type Op } from "../queue/op";
import { OpList } from "../queue/OpList";
import { useWho } from "../session/Gate";
import { StateBadge } from "./StateBadge";
import { mainStep, stepsOf, type Row } from "./steps";
import { Where } from "./Where";
import { VisitFrame } from "./VisitFrame";

const KINDS: Record<string, string> = {
  planned: "日常检查",
  special: "专项检查",
  case: "个案检查",
};

/** One visit: who and where, what is to be done, what was done. */
export function VisitPage() {
  const { who } = useWho();
  return (
    <VisitFrame>
      {(visiting) => {
        const { visit, view, ops } = visiting;
        const main = mainStep(view, who.name);
        return (
          <>
            <div className="row">
              <StateBadge visit={visit.details} ops={ops} />
              <span className="badge quiet">{KINDS[view.kind] ?? view.kind}</span>
            </div>
            <Stuck ops={ops} />
            <Where visit={visit} />
            <section className="card" aria-label="检查组">
              <h2>检查组</h2>
              <ul className="plain-list">
                {view.team.map((it) => (
                  <li key={it.inspector}>
                    <strong>{it.name}</strong>
                    {it.leads && <span className="badge">组长</span>}{" "}
                    <span className="muted">
                      证号 {it.certificate}
                      {it.present === false && "　未到场"}
                      {it.signed && "　已签字"}
                    </span>
                  </li>
                ))}
              </ul>
            </section>
            <nav className="steps" aria-label="办理步骤">
              {stepsOf(visit, view).map((row) => (
                <StepRow key={row.step} id={view.id} row={row} />
              ))}
            </nav>
            <p className="muted small-text">
              检查编号 {view.number}
              <br />
              检查期限 {day(view.window_from)}至{day(view.window_to)}
            </p>
            <section aria-label="办理记录">
              <h2>本机办理记录</h2>
              <OpList ops={ops} visit={visit} />
            </section>
            {main && (
              <div className="thumb-bar">
                <Link className="button primary big" to={paths.step(view.id, main.step)}>
                  {main.title}
                </Link>
              </div>
            )}
          </>
        );
      }}
    </VisitFrame>
  );
}

function StepRow({ id, row }: { id: string; row: Row }) {
  return (
    <Link className="step" to={paths.step(id, row.step)}>
      <span>
        <strong>{row.title}</strong>
        <br />
        <span className="muted small-text">{row.says}</span>
      </span>
      <span aria-hidden="true">›</span>
    </Link>
  );
}

/** Says first of all that something waits for the inspector. */
function Stuck({ ops }: { ops: Op[] }) {
  const stuck = ops.filter((op) => isOpen(op) && !isWaiting(op));
  if (stuck.length === 0) return null;
  return (
    <div className="notice bad" role="alert">
      有 {stuck.length} 项没有办成：{stuck.map((op) => op.says).join("、")}
      。请看下面的办理记录，处理之后其余的才会接着发送。
    </div>
  );
}
