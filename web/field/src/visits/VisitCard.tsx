import { Link } from "react-router";
import { day } from "@ui/time";
import type { LocalVisit } from "../local/types";
import { isOpen, type Op } from "../queue/op";
import { project } from "../queue/project";
import { paths } from "../paths";
import { StateBadge } from "../visit/StateBadge";
import { daysLeft, isOver } from "./sort";

interface Props {
  visit: LocalVisit;
  ops: Op[];
  region: string | undefined;
  /** Its number on the map of the route, while that is shown. */
  number: number | undefined;
  /** How far it lies from where one comes. */
  far: string | undefined;
  today: string;
  chosen: boolean;
  choose: () => void;
  /** Given while the route is being put in order. */
  move?: (by: -1 | 1) => void;
}

function deadline(left: number): string {
  if (left < 0) return "期限已过";
  if (left === 0) return "今天到期";
  return `还有 ${left} 天`;
}

/** One company of the route. */
export function VisitCard({ visit, ops, region, number, far, today, ...rest }: Props) {
  const { chosen, choose, move } = rest;
  const it = project(visit.details, ops);
  const waiting = ops.filter(isOpen).length;
  const left = daysLeft(it, today);
  return (
    <li className="card visit-card">
      <Link to={paths.visit(it.id)} className="visit-name">
        {number !== undefined && `${number}. `}
        {it.subject_name}
      </Link>
      <div className="row">
        <StateBadge visit={visit.details} ops={ops} />
        {waiting > 0 && <span className="badge warn">{waiting} 项未发送</span>}
        {it.urgent && <span className="badge bad">紧急</span>}
      </div>
      <p className="muted small-text">
        {region ?? it.subject_region}　{it.task_name ?? "个案检查"}
        <br />
        {far && (
          <>
            {far}
            <br />
          </>
        )}
        {day(it.window_from)}至{day(it.window_to)}
        {!isOver(it) && (
          <strong className={left <= 3 ? "urgent" : undefined}>　{deadline(left)}</strong>
        )}
      </p>
      {!isOver(it) && (
        <div className="row card-buttons">
          {move ? (
            <>
              <button type="button" className="button" onClick={() => move(-1)}>
                上移<span className="visually-hidden">{it.subject_name}</span>
              </button>
              <button type="button" className="button" onClick={() => move(1)}>
                下移<span className="visually-hidden">{it.subject_name}</span>
              </button>
            </>
          ) : (
            <button type="button" className="button" aria-pressed={chosen} onClick={choose}>
              {chosen ? "✓ 今天去" : "排到今天"}
              <span className="visually-hidden">：{it.subject_name}</span>
            </button>
          )}
        </div>
      )}
    </li>
  );
}
