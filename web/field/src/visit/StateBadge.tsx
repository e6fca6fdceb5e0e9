import type { Details } from "../local/types";
import { isWaiting, type Op } from "../queue/op";
import { project } from "../queue/project";

const TONES: Record<string, string> = {
  pending: "quiet",
  approved: "",
  notified: "",
  in_progress: "warn",
  recorded: "warn",
  signed: "good",
  ended: "quiet",
  closed: "good",
};

/** Where a visit stands at the platform; what is only on this phone is said to be so. */
export function StateBadge({ visit, ops }: { visit: Details; ops: Op[] }) {
  const here = project(visit, ops.filter(isWaiting));
  if (here.state !== visit.state) {
    return <span className="badge warn">{here.state_name}（在本机，平台未确认）</span>;
  }
  if (visit.outcome_waits) return <span className="badge warn">状态待第二人确认</span>;
  return <span className={`badge ${TONES[visit.state] ?? ""}`}>{visit.state_name}</span>;
}
