import type { Details, Evidence, LocalVisit } from "../local/types";
import type { NewOp, Op } from "./op";

/** What the server answers to an operation: the whole visit, or the piece of evidence. */
export type Answer = Details | Evidence;

export function isDetails(answer: Answer): answer is Details {
  return "team" in answer;
}

/** Where operations survive: IndexedDB on a phone, an object in tests. */
export interface QueueStore {
  /** The open operations of all visits, in the order they were done. */
  openOps(): Promise<Op[]>;
  get(seq: number): Promise<Op | undefined>;
  add(op: NewOp): Promise<Op>;
  save(op: Op): Promise<void>;
  visit(id: string): Promise<LocalVisit | undefined>;
  /** What the server says a visit is now. */
  keep(details: Details): Promise<void>;
  /** The end of an operation and what it made of the visit, together or not at all. */
  finish(op: Op, answer: Answer): Promise<void>;
}

/** A visit after an answer; evidence is answered alone. */
export function after(details: Details, answer: Answer): Details {
  if (isDetails(answer)) return answer;
  const evidence = details.evidence.filter((it) => it.id !== answer.id);
  return { ...details, evidence: [...evidence, answer] };
}
