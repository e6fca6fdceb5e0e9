/** Talks to the worker; where a worker cannot be had, the same steps run here in short pieces. */
import type { Bytes } from "../ssj1/bytes.ts";
import { type Asked, Bench, type Told } from "./bench.ts";

declare const WORKER_SOURCE: string;

export class Engine {
  private worker: Worker | null = null;
  private bench: Bench;
  private run = 0;

  constructor(private readonly tell: (m: Told) => void, private readonly inPage = false) {
    this.bench = new Bench(tell);
  }

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

  private fault(message: string): void {
    this.tell({ kind: "error", message });
  }

  async verify(files: [string, Bytes][]): Promise<void> {
    const run = ++this.run;
    this.worker?.terminate();
    this.bench = new Bench((m) => {
      if (run === this.run) this.tell(m);
    });
    this.worker = await this.start();
    if (run !== this.run) return;
    if (this.worker !== null) {
      this.worker.onmessage = (e: MessageEvent<Told>) => this.tell(e.data);
      this.worker.onerror = (e) => this.fault(e.message || "核验程序出错，请刷新页面再试。");
      const buffers = files.map(([, b]) => b.buffer as ArrayBuffer);
      this.worker.postMessage({ kind: "verify", files }, buffers);
      return;
    }
    try {
      await this.here(files, run);
    } catch (e) {
      this.fault(e instanceof Error ? e.message : String(e));
    }
  }

  private async here(files: [string, Bytes][], run: number): Promise<void> {
    const steps = this.bench.verify(files);
    let until = Date.now() + 30;
    for (let s = steps.next(); run === this.run && !s.done; s = steps.next()) {
      if (Date.now() < until) continue;
      this.tell({ kind: "progress", progress: s.value });
      await new Promise((ok) => setTimeout(ok));
      until = Date.now() + 30;
    }
  }

  ask(q: Asked): void {
    if (this.worker !== null) this.worker.postMessage(q);
    else this.bench.ask(q);
  }
}
