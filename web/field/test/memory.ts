import type { Details, LocalVisit } from "../src/local/types";
import { isOpen, type NewOp, type Op } from "../src/queue/op";
import { after, type Answer, type QueueStore } from "../src/queue/store";

/** A store that lives as long as its object: what is in it outlives any queue, as a disk does. */
export class MemoryStore implements QueueStore {
  readonly ops = new Map<number, Op>();
  readonly visits = new Map<string, LocalVisit>();
  #seq = 0;

  async openOps(): Promise<Op[]> {
    return [...this.ops.values()].filter(isOpen).sort((a, b) => a.seq - b.seq);
  }

  async get(seq: number): Promise<Op | undefined> {
    return this.ops.get(seq);
  }

  async add(op: NewOp): Promise<Op> {
    this.#seq += 1;
    const whole: Op = { ...op, seq: this.#seq, state: "kept", tries: 0 };
    this.ops.set(whole.seq, whole);
    return whole;
  }

  async save(op: Op): Promise<void> {
    this.ops.set(op.seq, op);
  }

  async visit(id: string): Promise<LocalVisit | undefined> {
    return this.visits.get(id);
  }

  async keep(details: Details): Promise<void> {
    this.visits.set(details.id, { id: details.id, details, fetchedAt: "" });
  }

  async finish(op: Op, answer: Answer): Promise<void> {
    this.ops.set(op.seq, op);
    const visit = this.visits.get(op.visit);
    if (visit) await this.keep(after(visit.details, answer));
  }
}
