/** Talks to the worker; where a worker cannot be had, the same steps run here in short pieces. */
import type { Bytes } from "../ssj1/bytes.ts";
import type { Ctx } from "../verify/context.ts";
import { type CheckReport, type Progress, type Report, verifySteps } from "../verify/verify.ts";
import { type Answer, explain, type Summary, summary } from "./explain.ts";
import { unpackAll } from "./load.ts";

declare const WORKER_SOURCE: string;

export interface Listener {
  check(c: CheckReport): void;
  progress(p: Progress): void;
  done(r: Report, s: Summary | null): void;
  answer(a: Answer): void;
  error(message: string): void;
}

type Message = {
  kind: string; check: CheckReport; progress: Progress; report: Report; summary: Summary | null;
  answer: Answer; message: string;
};

export class Engine {
  private worker: Worker | null = null;
  private ctx: Ctx | null = null;
  private run = 0;

  constructor(private readonly on: Listener, private readonly inPage = false) {}

  /** A worker that answered, or null. */
  private start(): Promise<Worker | null> {
    if (this.inPage) return Promise.resolve(null);
    return new Promise((ok) => {
      try {
        const url = URL.createObjectURL(new Blob([WORKER_SOURCE], { type: "text/javascript" }));
        const w = new Worker(url);
        w.onmessage = () => ok(w);
        w.onerror = () => ok(null);
        setTimeout(() => ok(null), 3000);
      } catch {
        ok(null);
      }
    });
  }

  private listen(w: Worker): void {
    w.onmessage = (e: MessageEvent<Message>) => {
      const m = e.data;
      if (m.kind === "check") this.on.check(m.check);
      if (m.kind === "progress") this.on.progress(m.progress);
      if (m.kind === "done") this.on.done(m.report, m.summary);
      if (m.kind === "answer") this.on.answer(m.answer);
      if (m.kind === "error") this.on.error(m.message);
    };
    w.onerror = (e) => this.on.error(e.message || "核验程序出错，请刷新页面再试。");
  }

  async verify(files: [string, Bytes][]): Promise<void> {
    const run = ++this.run;
    this.worker?.terminate();
    this.ctx = null;
    this.worker = await this.start();
    if (run !== this.run) return;
    if (this.worker !== null) {
      this.listen(this.worker);
      const buffers = files.map(([, b]) => b.buffer as ArrayBuffer);
      this.worker.postMessage({ kind: "verify", files }, buffers);
      return;
    }
    try {
      await this.here(files, run);
    } catch (e) {
      this.on.error(e instanceof Error ? e.message : String(e));
    }
  }

  private async here(files: [string, Bytes][], run: number): Promise<void> {
    const steps = verifySteps(unpackAll(files), (c) => this.on.check(c));
    let until = Date.now() + 30;
    for (let s = steps.next(); run === this.run; s = steps.next()) {
      if (s.done) {
        this.ctx = s.value.ctx;
        this.on.done(s.value.report, summary(this.ctx));
        return;
      }
      if (Date.now() < until) continue;
      this.on.progress(s.value);
      await new Promise((ok) => setTimeout(ok));
      until = Date.now() + 30;
    }
  }

  ask(id: string): void {
    if (this.worker !== null) this.worker.postMessage({ kind: "explain", id });
    else if (this.ctx !== null) this.on.answer(explain(this.ctx, id));
  }
}
