import { Problem } from "@api/problem";
import type { Details, Evidence } from "../src/local/types";
import type { Body, Op } from "../src/queue/op";
import type { Sender } from "../src/queue/queue";
import type { Answer } from "../src/queue/store";

export const VISIT = "visit-1";

/** A visit that an officer has arrived at. */
export function visit(part: Partial<Details> = {}): Details {
  return {
    id: VISIT,
    version: 3,
    log_index: 100,
    state: "in_progress",
    state_name: "进行中",
    allowed_actions: ["check", "finish", "add_evidence", "outcome"],
    arrival: { at: "2026-07-01T01:00:00Z", place: "店内", company: "王经理" },
    items: [
      { code: "A", organ: "o", name: "甲", state: "open", points: [], checked: null },
      { code: "B", organ: "o", name: "乙", state: "open", points: [], checked: null },
    ],
    evidence: [],
    team: [],
    parts: [],
    notes: [],
    outcome_waits: false,
    ...part,
  } as unknown as Details;
}

type Fault = "lost-before" | "lost-after" | Problem;

/** A platform as the queue meets it: versions, keys that do nothing twice, and a network that
 * fails before or after the server acted. */
export class Platform implements Sender {
  readonly visits = new Map<string, Details>();
  readonly received: Op[] = [];
  /** How often something was really done. */
  readonly acts: string[] = [];
  faults: (Fault | undefined)[] = [];
  session: Problem | undefined;
  #answers = new Map<string, [body: string, answer: Answer]>();
  #log = 100;

  constructor(...visits: Details[]) {
    for (const it of visits) this.visits.set(it.id, it);
  }

  async ready(): Promise<void> {
    if (this.session) throw this.session;
  }

  async look(id: string): Promise<Details> {
    const found = this.visits.get(id);
    if (!found) throw new Problem({ status: 404, code: "record.missing", detail: "没有" });
    return found;
  }

  async send(op: Op): Promise<Answer> {
    this.received.push(structuredClone(op));
    const fault = this.faults.shift();
    if (fault === "lost-before") throw Problem.offline();
    if (fault instanceof Problem) throw fault;
    const answer = this.#once(op);
    if (fault === "lost-after") throw Problem.offline();
    return answer;
  }

  /** Somebody else does something. */
  change(id: string, part: Partial<Details>): void {
    const before = this.visits.get(id);
    if (!before) throw new Error(`no visit ${id}`);
    this.visits.set(id, { ...before, ...part, version: before.version + 1 });
  }

  #once(op: Op): Answer {
    const body = JSON.stringify(op.sent);
    const known = this.#answers.get(op.key);
    if (known) {
      if (known[0] !== body) throw new Problem({ status: 409, code: "idempotency.other" });
      return known[1];
    }
    const answer = this.#act(op);
    this.#answers.set(op.key, [body, answer]);
    this.acts.push(`${op.kind}:${op.says}`);
    return answer;
  }

  #act(op: Op): Answer {
    const before = this.visits.get(op.visit);
    if (!before) throw new Error(`no visit ${op.visit}`);
    this.#log += 1;
    if (op.kind === "evidence") {
      const evidence = { id: `e${this.#log}`, ...op.sent } as unknown as Evidence;
      this.visits.set(op.visit, { ...before, evidence: [...before.evidence, evidence] });
      return evidence;
    }
    const { version } = op.sent as { version?: number };
    if (version !== undefined && version !== before.version) {
      throw new Problem({ status: 409, code: "store.version", detail: "已被别人改过" });
    }
    const part = changed(before, op.kind, op.sent ?? {});
    const after = { ...before, ...part, version: before.version + 1, log_index: this.#log };
    this.visits.set(op.visit, after);
    return after;
  }
}

function changed(before: Details, kind: Op["kind"], body: Body): Partial<Details> {
  if (kind === "finish") return { state: "recorded", digest: "d1" };
  if (kind === "reopen") return { state: "in_progress", digest: null };
  if (kind === "sign" && body.digest !== before.digest) {
    throw new Problem({ status: 422, code: "inspection.digest", detail: "记录有变动" });
  }
  if (kind !== "check") return {};
  const filled = body.items as { code: string }[];
  const items = before.items.map((item) => {
    const mine = filled.find((it) => it.code === item.code);
    return mine ? { ...item, state: "checked", checked: { ...mine, at: "now" } } : item;
  });
  return { items: items as Details["items"] };
}
