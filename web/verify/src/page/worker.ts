/** The verifier in a worker of its own, so that the page never stands still. */
import "./compat.ts";
import type { Bytes } from "../ssj1/bytes.ts";
import { unpackAll } from "./load.ts";
import { explain, summary } from "./explain.ts";
import type { Ctx } from "../verify/context.ts";
import { verifySteps } from "../verify/verify.ts";

declare const self: DedicatedWorkerGlobalScope;
let ctx: Ctx | null = null;

function verify(given: [string, Bytes][]): void {
  const steps = verifySteps(unpackAll(given), (r) => self.postMessage({ kind: "check", check: r }));
  let last = 0;
  for (let s = steps.next(); ; s = steps.next()) {
    if (s.done) {
      ctx = s.value.ctx;
      const data = { kind: "done", report: s.value.report, summary: summary(ctx) };
      self.postMessage(data);
      return;
    }
    const now = Date.now();
    if (now - last > 60) {
      self.postMessage({ kind: "progress", progress: s.value });
      last = now;
    }
  }
}

self.onmessage = (e: MessageEvent) => {
  const m = e.data as { kind: string; files: [string, Bytes][]; id: string };
  try {
    if (m.kind === "verify") verify(m.files);
    if (m.kind === "explain") self.postMessage({ kind: "answer", answer: explain(ctx!, m.id) });
  } catch (x) {
    self.postMessage({ kind: "error", message: x instanceof Error ? x.message : String(x) });
  }
};
self.postMessage({ kind: "ready" });
