/** The certificate of one solved step: optimal, canonical, unique (ssj-1 §9.3). */
import { utf8 } from "../ssj1/bytes.ts";
import { Limbs } from "../ssj1/limbs.ts";
import type { Member, Step } from "./checks-match.ts";
import { burden, type PoolCase } from "./pools.ts";

const T105 = 2 ** 25; // 2^105 in units of 2^80
const T74 = 2 ** 34; // 2^74 in units of 2^40

export interface Fault { place: string; found: string; expected: string; message: string }

/** Pair numbers of a pool, computed once for all its steps. */
export class PairNumbers {
  readonly lo: Float64Array;
  readonly hi: Uint16Array;

  constructor(readonly p: PoolCase) {
    const n = p.entries.length * p.officers.length;
    this.lo = new Float64Array(n);
    this.hi = new Uint16Array(n);
  }

  *fill(): Generator<number, void, void> {
    const { p } = this;
    const F = p.officers.length;
    const mask = p.mask();
    const keep = 63 & ~p.applied.bits;
    const codes = p.officers.map((o) => utf8(o.code));
    for (let e = 0; e < p.entries.length; e++) {
      const suffix = utf8("@" + p.entries[e]!.id);
      for (let f = 0; f < F; f++) {
        if ((mask[e * F + f]! & keep) !== 0) continue;
        const r = p.pair(codes[f]!, suffix);
        this.lo[e * F + f] = r.lo;
        this.hi[e * F + f] = r.hi;
      }
      if (e % 32 === 31) yield e / p.entries.length;
    }
  }
}

/** Residual graph of one step with its potentials. Node numbers as in the maximum flow. */
export class Certificate {
  readonly E: number;
  readonly F: number;
  readonly sink: number;
  readonly pi: Limbs;
  private readonly used: Uint8Array;
  private readonly ok: Uint8Array;
  private readonly load: Int32Array;
  private readonly viaX: Int32Array;
  private readonly special: Uint8Array;
  private readonly members: number[][];
  private readonly zero: number[][] = [];
  reachable: Uint8Array;

  constructor(
    private readonly p: PoolCase, private readonly r: PairNumbers, step: Step,
  ) {
    this.E = p.entries.length;
    this.F = p.officers.length;
    this.sink = 2 * this.E + this.F;
    this.pi = new Limbs(this.sink + 1);
    this.reachable = new Uint8Array(this.sink + 1);
    const { E, F } = this;
    this.used = new Uint8Array(E * F);
    this.load = new Int32Array(F);
    this.viaX = new Int32Array(E);
    this.special = Uint8Array.from(p.officers, (o) => (p.isSpecial(o) ? 1 : 0));
    this.members = p.officers.map(() => []);
    const index = new Map(p.officers.map((o, i) => [o, i]));
    step.teams.forEach((team: Member[], e) => team.forEach((m) => {
      const f = index.get(m.officer)!;
      this.used[e * F + f] = 1;
      this.load[f]!++;
      this.members[f]!.push(e);
      if (!this.direct(e, f)) this.viaX[e]!++;
    }));
    const mask = p.mask();
    const keep = 63 & ~p.applied.bits;
    this.ok = Uint8Array.from(mask, (m) => ((m & keep) === 0 ? 1 : 0));
    for (const pair of step.forbidden) {
      const [e, code] = pair.split("/") as [string, string];
      const f = p.officers.findIndex((o) => o.code === code);
      this.ok[Number(e) * F + f] = 0;
    }
  }

  private direct(e: number, f: number): boolean {
    return this.p.entries[e]!.a === 0 || this.special[f] === 1;
  }

  private tail(e: number, f: number): number {
    return this.direct(e, f) ? e : this.E + e;
  }

  nodeName(v: number): string {
    if (v === this.sink) return "T -";
    if (v >= 2 * this.E) return `F ${this.p.officers[v - 2 * this.E]!.code}`;
    return `${v >= this.E ? "X" : "O"} ${this.p.entries[v % this.E]!.id}`;
  }

  private cap(f: number): number {
    return this.p.officers[f]!.cap + this.p.applied.cap;
  }

  private m(f: number, posts: number): number {
    return burden(this.p, this.p.officers[f]!.prior + posts);
  }

  /** What can be reached from the sink over residual arcs. */
  *reach(): Generator<number, void, void> {
    const { E, F, ok, used } = this;
    const seen = this.reachable;
    const queue = [this.sink];
    seen[this.sink] = 1;
    const visit = (v: number): void => {
      if (seen[v] === 0) {
        seen[v] = 1;
        queue.push(v);
      }
    };
    for (let q = 0; q < queue.length; q++) {
      const v = queue[q]!;
      if (v === this.sink) {
        for (let f = 0; f < F; f++) if (this.load[f]! > 0) visit(2 * E + f);
      } else if (v >= 2 * E) {
        const f = v - 2 * E;
        for (const e of this.members[f]!) visit(this.tail(e, f));
        if (this.load[f]! < this.cap(f)) visit(this.sink);
      } else {
        const e = v % E;
        for (let f = 0; f < F; f++) {
          const i = e * F + f;
          if (ok[i] === 1 && used[i] === 0 && this.tail(e, f) === v) visit(2 * E + f);
        }
        if (v >= E && this.viaX[e]! > 0) visit(e);
        if (v < E && this.roomX(e)) visit(E + e);
      }
      if (q % 64 === 63) yield q / (queue.length + 1);
    }
  }

  private roomX(e: number): boolean {
    const a = this.p.entries[e]!.a;
    return a > 0 && this.viaX[e]! < this.p.rule.demand - a;
  }

  private tight = new Uint8Array(0);
  private badArc = "";

  /** Looks at one residual arc u → v of cost lo + mid·2^40 + hi·2^80. */
  private arc(u: number, v: number, lo: number, mid: number, hi: number): void {
    const s = this.pi.reduced(lo, mid, hi, u, v);
    if (s > 0) return;
    if (s < 0) {
      if (this.reachable[u] === 1 && this.badArc === "") {
        this.badArc = `${this.nodeName(u)} → ${this.nodeName(v)}`;
      }
      return;
    }
    (this.zero[u] ??= []).push(v);
    if (this.reachable[u] === 1) this.tight[v] = 1;
  }

  private *arcs(): Generator<number, void, void> {
    const { E, F, ok, used, r } = this;
    const tier = this.p.tier();
    for (let e = 0; e < E; e++) {
      for (let f = 0; f < F; f++) {
        const i = e * F + f;
        if (ok[i] === 0) continue;
        const u = this.tail(e, f);
        const hi = tier[i]! * T105;
        if (used[i] === 0) this.arc(u, 2 * E + f, r.lo[i]!, r.hi[i]!, hi);
        else this.arc(2 * E + f, u, -r.lo[i]!, -r.hi[i]!, -hi);
      }
      if (this.roomX(e)) this.arc(e, E + e, 0, 0, 0);
      if (this.p.entries[e]!.a > 0 && this.viaX[e]! > 0) this.arc(E + e, e, 0, 0, 0);
      if (e % 64 === 63) yield e / E;
    }
    for (let f = 0; f < F; f++) {
      const n = this.load[f]!;
      if (n < this.cap(f)) this.arc(2 * E + f, this.sink, 0, this.m(f, n + 1) * T74, 0);
      if (n > 0) this.arc(this.sink, 2 * E + f, 0, -this.m(f, n) * T74, 0);
    }
  }

  /** Conditions of optimality and of canonical potentials; null when all hold. */
  *check(): Generator<number, Fault | null, void> {
    yield* this.reach();
    this.tight = new Uint8Array(this.sink + 1);
    yield* this.arcs();
    if (this.badArc !== "") {
      return {
        place: this.badArc, found: "负的折减费用", expected: "不为负",
        message: "最优性证明不成立：还有更优的分配",
      };
    }
    if (!this.pi.isZero(this.sink)) {
      return { place: "T -", found: "不为 0", expected: "0", message: "汇点的势应为 0" };
    }
    for (let v = 0; v < this.sink; v++) {
      const x = v >= this.E && v < 2 * this.E;
      if (x && this.p.entries[v - this.E]!.a === 0) continue;
      const good = this.reachable[v] === 1 ? this.tight[v] === 1 : this.pi.isZero(v);
      if (!good) {
        return {
          place: this.nodeName(v), found: "不是最短路的长度", expected: "规范势",
          message: "势不是规范的那一组",
        };
      }
    }
    return null;
  }

  /**
   * Uniqueness: every strongly connected part of the arcs of reduced cost 0 must be a tree of
   * two-way arcs; any other part holds a directed cycle of at least three arcs. After check().
   */
  unique(): Fault | null {
    const part = components(this.zero, this.sink + 1);
    const size = new Map<number, number>();
    for (let v = 0; v <= this.sink; v++) size.set(part[v]!, (size.get(part[v]!) ?? 0) + 1);
    const arcs = new Map<number, number>();
    for (let u = 0; u <= this.sink; u++) {
      for (const v of this.zero[u] ?? []) {
        if (part[u] !== part[v]) continue;
        arcs.set(part[u]!, (arcs.get(part[u]!) ?? 0) + 1);
        if (!(this.zero[v] ?? []).includes(u)) return this.ambiguous(u, v);
      }
    }
    for (const [k, n] of arcs) {
      if (n === 2 * (size.get(k)! - 1)) continue;
      const u = part.indexOf(k);
      return this.ambiguous(u, u);
    }
    return null;
  }

  private ambiguous(u: number, v: number): Fault {
    return {
      place: `${this.nodeName(u)} → ${this.nodeName(v)}`, found: "零费用的有向圈",
      expected: "没有", message: "最优分配不唯一",
    };
  }
}

/** Strongly connected components (Tarjan, without recursion): component number of each node. */
export function components(out: number[][], n: number): Int32Array {
  const part = new Int32Array(n).fill(-1);
  const low = new Int32Array(n);
  const num = new Int32Array(n);
  const next = new Int32Array(n);
  const stack: number[] = [];
  const path: number[] = [];
  let clock = 0;
  let parts = 0;
  for (let s = 0; s < n; s++) {
    if (num[s] !== 0) continue;
    path.push(s);
    while (path.length > 0) {
      const v = path[path.length - 1]!;
      if (num[v] === 0) {
        num[v] = low[v] = ++clock;
        stack.push(v);
      }
      const list = out[v] ?? [];
      if (next[v]! < list.length) {
        const w = list[next[v]!++]!;
        if (num[w] === 0) path.push(w);
        else if (part[w] === -1) low[v] = Math.min(low[v]!, num[w]!);
        continue;
      }
      path.pop();
      const up = path[path.length - 1];
      if (up !== undefined) low[up] = Math.min(low[up]!, low[v]!);
      if (low[v] !== num[v]) continue;
      for (let w = -1; w !== v; ) {
        w = stack.pop()!;
        part[w] = parts;
      }
      parts++;
    }
  }
  return part;
}
