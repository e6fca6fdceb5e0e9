import { newKey } from "@api/client";
import { Problem } from "@api/problem";
import type { Details } from "../local/types";
import { backoff } from "./backoff";
import { ROUTES, type Body, type NewOp, type Op, type Refusal } from "./op";
import { next } from "./order";
import { seen } from "./seen";
import type { Answer, QueueStore } from "./store";

/** The way to the server. */
export interface Sender {
  /** Who is logged in there now; the queue is sent under its own account only. */
  ready(): Promise<void>;
  send(op: Op): Promise<Answer>;
  look(visit: string): Promise<Details>;
}

/** Why nothing is being sent. */
export type Pause = "offline" | "sign-in" | undefined;

export interface Status {
  busy: boolean;
  pause: Pause;
  /** When it tries again by itself, in milliseconds. */
  again?: number;
}

export interface Clock {
  now(): number;
}

const AGREE_MAX = 5;

/** Sends what waits, one at a time per visit, and asks a person whenever anything is in doubt. */
export class Queue {
  #status: Status = { busy: false, pause: undefined };
  #waits = new Map<string, { until: number; count: number }>();
  #offline = 0;
  #more = false;
  #watchers = new Set<() => void>();

  constructor(
    private readonly store: QueueStore,
    private readonly sender: Sender,
    private readonly clock: Clock = { now: () => Date.now() },
  ) {}

  get status(): Status {
    return this.#status;
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  async add(op: NewOp): Promise<Op> {
    return this.store.add(op);
  }

  /** A refused operation in other words: a new act under a new key, in the old place. */
  async correct(seq: number, body: Body, says: string): Promise<void> {
    const op = await this.#stuck(seq);
    const visit = await this.#details(op);
    const before = op.refusal ? [`${op.refusal.detail}（改后重发）`] : [];
    const again = renewed({ ...op, body, says, past: [...(op.past ?? []), ...before] }, visit);
    // What waits behind other work of this phone was based on that work, not on the server's.
    await this.store.save(op.state === "kept" ? { ...again, seen: op.seen } : again);
  }

  /** Gives an operation up; it stays to be read. */
  async drop(seq: number): Promise<void> {
    const op = await this.#stuck(seq);
    await this.store.save({ ...op, state: "dropped" });
  }

  /** Of a conflict: mine shall stand, in the knowledge of what stands there now. */
  async insist(seq: number): Promise<void> {
    const op = await this.#stuck(seq);
    const past = [...(op.past ?? []), "与平台上的内容不同，核对后仍以本机的为准"];
    await this.store.save(renewed({ ...op, past }, await this.#details(op)));
  }

  /** Sends all that can be sent now. Presses while it runs lead to one more round. */
  async drain(): Promise<void> {
    this.#more = true;
    if (this.#status.busy) return;
    this.#say({ busy: true, pause: undefined });
    let pause: Pause;
    try {
      while (this.#more && !pause) {
        this.#more = false;
        pause = await this.#round();
      }
    } finally {
      this.#say({ busy: false, pause, again: this.#again(pause) });
    }
  }

  /** Forgets the waiting times: the network is back, or a person pressed the button. */
  hurry(): Promise<void> {
    this.#offline = 0;
    this.#waits.clear();
    return this.drain();
  }

  async #round(): Promise<Pause> {
    const waits = (visit: string) => (this.#waits.get(visit)?.until ?? 0) > this.clock.now();
    if (!next(await this.store.openOps(), waits)) return undefined;
    try {
      await this.sender.ready();
    } catch (error) {
      return this.#paused(Problem.of(error)) ?? "offline";
    }
    for (;;) {
      const op = next(await this.store.openOps(), waits);
      if (!op) return undefined;
      const pause = await this.#one(op);
      if (pause) return pause;
      // Only an answer to an operation shows that the way is free again.
      this.#offline = 0;
    }
  }

  async #one(op: Op): Promise<Pause> {
    let frozen = op;
    try {
      const ready = await this.#freeze(op);
      if (!ready) return undefined;
      frozen = ready;
      const answer = await this.sender.send(frozen);
      const logIndex = "log_index" in answer ? answer.log_index : undefined;
      const done: Op = { ...frozen, state: "done", refusal: undefined };
      await this.store.finish(logIndex ? { ...done, logIndex } : done, answer);
      this.#waits.delete(op.visit);
      this.#offline = 0;
      return undefined;
    } catch (error) {
      return this.#failed(frozen, Problem.of(error));
    }
  }

  /** Writes down exactly what is going to be sent before it is: after a crash the very same is
   * sent again, and the server answers as it did. */
  async #freeze(op: Op): Promise<Op | undefined> {
    if (op.sent) return this.#kept({ ...op, state: "sending", tries: op.tries + 1 });
    let visit = await this.#details(op);
    if (!fits(op, visit)) {
      // What this phone knows may be old itself; only the platform's word makes a conflict.
      visit = await this.sender.look(op.visit);
      await this.store.keep(visit);
    }
    if (!fits(op, visit)) {
      await this.store.save({ ...op, state: "conflict", refusal: CHANGED });
      return undefined;
    }
    const sent: Body = { ...op.body };
    if (ROUTES[op.kind].versioned) sent.version = visit.version;
    if (op.kind === "sign") sent.digest = visit.digest;
    return this.#kept({ ...op, sent, state: "sending", tries: op.tries + 1 });
  }

  async #failed(op: Op, problem: Problem): Promise<Pause> {
    const pause = this.#paused(problem);
    if (pause) return pause;
    if (problem.status === 429 || problem.status >= 500) {
      this.#wait(op.visit);
      return undefined;
    }
    if (problem.code === "store.version" || problem.code === "inspection.digest") {
      return this.#agree(op, problem);
    }
    const { status, code, detail, errors } = problem;
    await this.store.save({ ...op, state: "refused", refusal: { status, code, detail, errors } });
    return undefined;
  }

  /** The visit moved on. When nothing that was seen has changed, the operation follows it; else
   * a person is shown both. */
  async #agree(op: Op, problem: Problem): Promise<Pause> {
    try {
      await this.store.keep(await this.sender.look(op.visit));
    } catch (error) {
      const pause = this.#paused(Problem.of(error));
      if (!pause) this.#wait(op.visit);
      return pause;
    }
    const { status, code, detail, errors } = problem;
    const again: Op = { ...op, key: newKey(), sent: undefined, state: "kept" };
    if (op.tries >= AGREE_MAX) {
      const refusal = { status, code, detail, errors };
      await this.store.save({ ...again, state: "conflict", refusal });
      return undefined;
    }
    await this.store.save(again);
    return undefined;
  }

  #paused(problem: Problem): Pause {
    if (problem.status === 401) return "sign-in";
    if (problem.code !== "client.offline") return undefined;
    this.#offline += 1;
    return "offline";
  }

  #wait(visit: string): void {
    const count = (this.#waits.get(visit)?.count ?? 0) + 1;
    this.#waits.set(visit, { until: this.clock.now() + backoff(count), count });
  }

  #again(pause: Pause): number | undefined {
    if (pause === "offline") return this.clock.now() + backoff(this.#offline);
    const times = [...this.#waits.values()].map((it) => it.until);
    return pause === undefined && times.length > 0 ? Math.min(...times) : undefined;
  }

  async #kept(op: Op): Promise<Op> {
    await this.store.save(op);
    return op;
  }

  async #stuck(seq: number): Promise<Op> {
    const op = await this.store.get(seq);
    if (op?.state === "refused" || op?.state === "conflict") return op;
    // Not sent yet is free to be changed; what may be at the server is not.
    if (op?.state === "kept" && !op.sent) return op;
    throw new Problem({ code: "client.sent", detail: "这一项正在发送或已有结果，不能再改。" });
  }

  async #details(op: Op): Promise<Details> {
    const visit = await this.store.visit(op.visit);
    if (!visit) throw new Error("the visit of an operation is not on this phone");
    return visit.details;
  }

  #say(status: Status): void {
    this.#status = status;
    for (const watcher of this.#watchers) watcher();
  }
}

const CHANGED: Refusal = {
  status: 409,
  code: "client.changed",
  detail: "您在本机办理之后，平台上的内容有了变动；请对照两边，决定以哪一边为准。",
  errors: [],
};

/** Whether the operation meets what its author saw. */
function fits(op: Op, visit: Details): boolean {
  return seen(op.kind, visit, op.body) === op.seen && (op.kind !== "sign" || !!visit.digest);
}

/** The operation as a new act on what stands there now. */
function renewed(op: Op, visit: Details): Op {
  return {
    ...op,
    key: newKey(),
    seen: seen(op.kind, visit, op.body),
    sent: undefined,
    refusal: undefined,
    state: "kept",
    tries: 0,
  };
}
