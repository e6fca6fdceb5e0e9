import { useParams } from "react-router";
import { useField } from "../local/Field";
import { useLive } from "../local/useLive";
import type { Details, LocalVisit } from "../local/types";
import type { Op } from "../queue/op";
import { project } from "../queue/project";

export interface Visiting {
  visit: LocalVisit;
  /** As it will be with what waits on this phone. */
  view: Details;
  ops: Op[];
}

/** The visit of the address; `undefined` while it is read, `null` when this phone has none. */
export function useVisit(): Visiting | null | undefined {
  const { db } = useField();
  const { id = "" } = useParams();
  return useLive(async () => {
    const [visit, ops] = await Promise.all([
      db.visits.get(id),
      db.ops.where({ visit: id }).sortBy("seq"),
    ]);
    return visit ? { visit, ops, view: project(visit.details, ops) } : null;
  }, [db, id]);
}
