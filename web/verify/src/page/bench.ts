/** What is kept of the bundle at hand, and the questions about it; the same in worker and page. */
import type { Bytes } from "../ssj1/bytes.ts";
import type { Ctx } from "../verify/context.ts";
import { type CheckReport, type Progress, type Report, verifySteps } from "../verify/verify.ts";
import { type Answer, explain, type Summary, summary } from "./explain.ts";
import { unpackAll } from "./load.ts";
import { story, type Story } from "./story.ts";
import { change, type Change } from "./tamper.ts";

export type Asked = { kind: "explain"; id: string } | { kind: "tamper"; change: Change };

/** A try at changing the bundle: what was changed, and the check that noticed. */
export interface Tried { what: string; noticed: CheckReport | null }

export type Told =
  | { kind: "check"; check: CheckReport }
  | { kind: "progress"; progress: Progress }
  | { kind: "done"; report: Report; summary: Summary | null; story: Story | null }
  | { kind: "answer"; answer: Answer }
  | { kind: "tried"; tried: Tried | null }
  | { kind: "error"; message: string };

export class Bench {
  private ctx: Ctx | null = null;
  private files = new Map<string, Bytes>();

  constructor(private readonly tell: (m: Told) => void) {}

  /** Verifies step by step; tells of checks and the end. */
  *verify(given: [string, Bytes][]): Generator<Progress, void, void> {
    this.files = unpackAll(given);
    const { report, ctx } = yield* verifySteps(this.files, (check) =>
      this.tell({ kind: "check", check }));
    this.ctx = ctx;
    const whole = report.verdict === "accepted" ? story(ctx) : null;
    this.tell({ kind: "done", report, summary: summary(ctx), story: whole });
  }

  ask(q: Asked): void {
    if (this.ctx === null) return;
    if (q.kind === "explain") this.tell({ kind: "answer", answer: explain(this.ctx, q.id) });
    else this.tell({ kind: "tried", tried: this.attempt(q.change) });
  }

  private attempt(kind: Change): Tried | null {
    const changed = change(this.files, kind);
    if (changed === null) return null;
    let noticed: CheckReport | null = null;
    const steps = verifySteps(changed.files, (r) => {
      if (r.verdict === "fail") noticed = r;
    });
    // What follows the first failure is not looked at any more.
    for (let s = steps.next(); !s.done && noticed === null; ) s = steps.next();
    return { what: changed.what, noticed };
  }
}
