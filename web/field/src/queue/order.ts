import type { Op } from "./op";
import { isWaiting } from "./op";

/**
 * The next operation of one visit; none while a person has to look at the first one.
 *
 * Evidence goes before everything that waits with it, because it stands for itself and a record
 * that is finished takes none. It does not pass what may already be at the server, nor a
 * reopening, before which the server would refuse it.
 */
export function head(ops: Op[]): Op | undefined {
  const [first] = ops;
  if (!first) return undefined;
  if (first.sent && isWaiting(first)) return first;
  const barrier = ops.findIndex((op) => op.kind === "reopen");
  const within = barrier < 0 ? ops : ops.slice(0, barrier);
  const evidence = within.find((op) => op.kind === "evidence" && isWaiting(op));
  if (evidence) return evidence;
  return isWaiting(first) ? first : undefined;
}

/** The next operation of any visit that does not have to wait. */
export function next(ops: Op[], waits: (visit: string) => boolean): Op | undefined {
  const visits = new Map<string, Op[]>();
  for (const op of ops) visits.set(op.visit, [...(visits.get(op.visit) ?? []), op]);
  for (const [visit, own] of visits) {
    const found = waits(visit) ? undefined : head(own);
    if (found) return found;
  }
  return undefined;
}
