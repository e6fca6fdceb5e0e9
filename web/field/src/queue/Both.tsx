import type { LocalVisit } from "../local/types";
import { facts, sides } from "./facts";
import type { Op } from "./op";

/** Of a conflict: what was done here beside what stands at the platform. */
export function Both({ op, visit }: { op: Op; visit: LocalVisit }) {
  const [mine, theirs] = sides(op, visit.details);
  const here = facts(op.kind, mine);
  const there = new Map(facts(op.kind, theirs));
  const labels = [...new Set([...here.map(([label]) => label), ...there.keys()])];
  const local = new Map(here);
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="两边的内容">
      <table className="table both">
        <thead>
          <tr>
            <td />
            <th scope="col">本机</th>
            <th scope="col">平台</th>
          </tr>
        </thead>
        <tbody>
          {labels.map((label) => {
            const differs = local.get(label) !== there.get(label);
            return (
              <tr key={label} className={differs ? "differs" : undefined}>
                <th scope="row">{label}</th>
                <td>{local.get(label) ?? "没有"}</td>
                <td>{there.get(label) ?? "没有"}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
