/** The verifier in a worker of its own, so that the page never stands still. */
import "./compat.ts";
import type { Bytes } from "../ssj1/bytes.ts";
import { type Asked, Bench } from "./bench.ts";

declare const self: DedicatedWorkerGlobalScope;
const bench = new Bench((m) => self.postMessage(m));

function verify(given: [string, Bytes][]): void {
  const steps = bench.verify(given);
  let last = 0;
  for (let s = steps.next(); !s.done; s = steps.next()) {
    const now = Date.now();
    if (now - last > 60) {
      self.postMessage({ kind: "progress", progress: s.value });
      last = now;
    }
  }
}

self.onmessage = (e: MessageEvent<{ kind: "verify"; files: [string, Bytes][] } | Asked>) => {
  try {
    if (e.data.kind === "verify") verify(e.data.files);
    else bench.ask(e.data);
  } catch (x) {
    self.postMessage({ kind: "error", message: x instanceof Error ? x.message : String(x) });
  }
};
self.postMessage({ kind: "ready" });
