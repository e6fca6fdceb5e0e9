import { Link } from "react-router";
import { day } from "@ui/time";
import type { Schema } from "@api/client";
import { addressOf } from "./addresses";

type Group = Schema<"WorkGroup">;

/** Pieces that are shown of a kind: the desk fits the screen. */
const SHOWN_MAX = 5;

/** One kind of work: how much of it, and the pieces that are due first. */
export function WorkGroup({ group }: { group: Group }) {
  const shown = group.items.slice(0, SHOWN_MAX);
  return (
    <section className="card work-group" aria-label={group.title}>
      <h2 className="row">
        {group.title}
        <span className="badge">{group.more ? `${group.count} 件以上` : `${group.count} 件`}</span>
        {group.overdue > 0 && <span className="badge bad">逾期 {group.overdue} 件</span>}
      </h2>
      <ul className="work-list">
        {shown.map((item) => (
          <li key={`${item.noun}:${item.id}`}>
            <Link to={addressOf(item)}>{item.title}</Link>
            <span className="muted">{item.sub}</span>
            {item.due && (
              <span className={item.overdue ? "badge bad" : "muted"}>
                {item.overdue ? "逾期，期限 " : "期限 "}
                <time dateTime={item.due}>{day(item.due)}</time>
              </span>
            )}
          </li>
        ))}
      </ul>
      {group.count > shown.length && (
        <p className="muted">
          另有 {group.count - shown.length} 件{group.more && "以上"}，见相应的列表。
        </p>
      )}
    </section>
  );
}
