import Dexie, { type EntityTable, type Table } from "dexie";
import type { NewOp, Op } from "../queue/op";
import { OPEN } from "../queue/op";
import { platformNow } from "./clock";
import { after, type Answer, type QueueStore } from "../queue/store";
import type { Details, LocalVisit } from "./types";

export interface Kept {
  key: string;
  value: unknown;
}

/**
 * What one account has on this phone. Each account has a database of its own, so nothing of
 * another person can be shown, however the pages err.
 */
export class FieldDb extends Dexie implements QueueStore {
  declare ops: EntityTable<Op, "seq">;
  declare visits: Table<LocalVisit, string>;
  /** Photographs and signatures by the SHA-256 of their bytes. */
  declare files: Table<{ sha256: string; blob: Blob }, string>;
  /** Drafts, the order of the route, names: whatever is one value. */
  declare kept: Table<Kept, string>;

  constructor(account: string) {
    super(`${PREFIX}${account}`);
    this.version(1).stores({
      ops: "++seq, visit, state",
      visits: "id",
      files: "sha256",
      kept: "key",
    });
  }

  // Each method below is its own transaction, durable when it returns.
  async openOps(): Promise<Op[]> {
    return this.ops.where("state").anyOf(OPEN).sortBy("seq");
  }

  get(seq: number): Promise<Op | undefined> {
    return this.ops.get(seq);
  }

  async add(op: NewOp, file?: Blob): Promise<Op> {
    const whole: Omit<Op, "seq"> = { ...op, state: "kept", tries: 0 };
    return this.transaction("rw", this.ops, this.files, async () => {
      if (file) await this.files.put({ sha256: String(op.body.sha256), blob: file });
      const seq = await this.ops.add(whole);
      return { ...whole, seq };
    });
  }

  async save(op: Op): Promise<void> {
    await this.ops.put(op);
  }

  visit(id: string): Promise<LocalVisit | undefined> {
    return this.visits.get(id);
  }

  async keep(details: Details, fetchedAt = platformNow()): Promise<void> {
    await this.transaction("rw", this.visits, async () => {
      const before = await this.visits.get(details.id);
      // An older answer that comes late changes nothing.
      if (before && before.details.version > details.version) return;
      await this.visits.put({ ...before, id: details.id, details, fetchedAt });
    });
  }

  async finish(op: Op, answer: Answer): Promise<void> {
    await this.transaction("rw", this.ops, this.visits, async () => {
      await this.ops.put(op);
      const visit = await this.visits.get(op.visit);
      if (!visit) return;
      const details = after(visit.details, answer);
      await this.visits.put({ ...visit, details, fetchedAt: platformNow() });
    });
  }

  async recall<T>(key: string): Promise<T | undefined> {
    return (await this.kept.get(key))?.value as T | undefined;
  }

  async remember(key: string, value: unknown): Promise<void> {
    if (value === undefined) await this.kept.delete(key);
    else await this.kept.put({ key, value });
  }
}

const PREFIX = "sunlot-field-";
