/** What the worker is asked and what it tells. */
import type { Bytes } from "../../../verify/src/ssj1/bytes.ts";
import { unpackAll } from "../../../verify/src/page/load.ts";
import type { Ctx } from "../../../verify/src/verify/context.ts";
import { type CheckReport, verifySteps } from "../../../verify/src/verify/verify.ts";
import { compute, type Computed, type Stated, type Step, Withheld } from "./compute.ts";

export interface Ask {
  bundle: ArrayBuffer;
}

export type Told =
  | { kind: "check"; check: CheckReport }
  | { kind: "step"; step: Step }
  /** Every check of the bundle ran; `failed` is the first that did not pass. */
  | { kind: "verified"; checks: CheckReport[]; failed: CheckReport | undefined; stated: Stated[] }
  | { kind: "computed"; computed: Computed; seconds: number }
  | { kind: "withheld"; why: string }
  | { kind: "error"; message: string };

function stated(c: Ctx): Stated[] {
  return [...c.unitResults].map(([unit, it]) => ({ unit, n: it.n, cutoff: it.cutoff }));
}

/** Checks the bundle, then computes the draw when all its random numbers are public. */
export function work(ask: Ask, tell: (told: Told) => void, clock: () => number): void {
  const files = unpackAll([["bundle.zip", new Uint8Array(ask.bundle) as Bytes]]);
  const steps = verifySteps(files, (check) => tell({ kind: "check", check }));
  let s = steps.next();
  while (!s.done) s = steps.next();
  const { report, ctx } = s.value;
  const failed = report.checks.find((check) => check.verdict === "fail");
  tell({ kind: "verified", checks: report.checks, failed, stated: stated(ctx) });
  if (failed) return;
  const drawable = ctx.mine.some((entry) => entry.type === "beacon");
  if (drawable) computed(ctx, tell, clock);
}

function computed(ctx: Ctx, tell: (told: Told) => void, clock: () => number): void {
  const started = clock();
  try {
    const steps = compute(ctx);
    for (let s = steps.next(); ; s = steps.next()) {
      if (s.done) {
        tell({ kind: "computed", computed: s.value, seconds: (clock() - started) / 1000 });
        return;
      }
      tell({ kind: "step", step: s.value });
    }
  } catch (why) {
    if (!(why instanceof Withheld)) throw why;
    tell({ kind: "withheld", why: why.message });
  }
}
