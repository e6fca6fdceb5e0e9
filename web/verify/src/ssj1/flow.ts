/** Maximum flow of a pool's network by Dinic's method (ssj-1 §9.3 network, §9.5 deficit). */

export interface Network {
  entries: number; officers: number; demand: number;
  /** 1 where entry e and officer f are eligible, at e·officers + f. */
  ok: Uint8Array;
  special: Uint8Array;
  /** Specialists that each entry needs (0: no X node). */
  least: Uint8Array;
  cap: Int32Array;
}

/**
 * Nodes: entries 0…E−1, X nodes E…2E−1, officers 2E…2E+F−1. An officer that is no specialist is
 * reached through the X node where the entry needs specialists.
 */
export class Flow {
  private readonly used: Uint8Array;
  private readonly load: Int32Array;
  private readonly viaX: Int32Array;
  private readonly need: Int32Array;
  private readonly level: Int32Array;
  private readonly next: Int32Array;
  readonly deficit: number;

  constructor(private readonly g: Network) {
    const { entries: E, officers: F } = g;
    this.used = new Uint8Array(E * F);
    this.load = new Int32Array(F);
    this.viaX = new Int32Array(E);
    this.need = new Int32Array(E).fill(g.demand);
    this.level = new Int32Array(2 * E + F);
    this.next = new Int32Array(2 * E + F);
    this.greedy();
    while (this.layers()) {
      this.next.fill(0);
      for (let e = 0; e < E; e++) while (this.need[e]! > 0 && this.push(e)) this.need[e]!--;
    }
    this.deficit = this.need.reduce((a, b) => a + b, 0);
  }

  private direct(e: number, f: number): boolean {
    return this.g.least[e] === 0 || this.g.special[f] === 1;
  }

  /** A first flow: each entry takes the free officers that follow the last one taken. */
  private greedy(): void {
    const { entries: E, officers: F, ok, cap, demand, least } = this.g;
    let at = 0;
    for (let e = 0; e < E; e++) {
      for (let k = 0; k < F && this.need[e]! > 0; k++) {
        const f = (at + k) % F;
        if (ok[e * F + f] === 0 || this.load[f]! >= cap[f]!) continue;
        if (!this.direct(e, f)) {
          if (this.viaX[e]! >= demand - least[e]!) continue;
          this.viaX[e]!++;
        }
        this.used[e * F + f] = 1;
        this.load[f]!++;
        this.need[e]!--;
        if (this.need[e] === 0) at = f + 1;
      }
    }
  }

  /** Breadth-first layers from entries with unmet demand; true when the sink is reached. */
  private layers(): boolean {
    const { entries: E, officers: F, ok, cap, demand, least } = this.g;
    const L = this.level.fill(-1);
    const queue: number[] = [];
    const visit = (v: number, d: number): void => {
      if (L[v] === -1) {
        L[v] = d;
        queue.push(v);
      }
    };
    for (let e = 0; e < E; e++) if (this.need[e]! > 0) visit(e, 0);
    let found = false;
    for (let q = 0; q < queue.length; q++) {
      const v = queue[q]!;
      const d = L[v]! + 1;
      if (v >= 2 * E) {
        const f = v - 2 * E;
        if (this.load[f]! < cap[f]!) found = true;
        for (let e = 0; e < E; e++) {
          if (this.used[e * F + f] === 1) visit(this.direct(e, f) ? e : E + e, d);
        }
        continue;
      }
      const e = v % E;
      const x = v >= E;
      for (let f = 0; f < F; f++) {
        const i = e * F + f;
        if (ok[i] === 1 && this.used[i] === 0 && this.direct(e, f) !== x) visit(2 * E + f, d);
      }
      if (x && this.viaX[e]! > 0) visit(e, d);
      if (!x && least[e]! > 0 && this.viaX[e]! < demand - least[e]!) visit(E + e, d);
    }
    return found;
  }

  /** Pushes one unit from node v to the sink along the layers. */
  private push(v: number): boolean {
    return v >= 2 * this.g.entries ? this.pushOfficer(v) : this.pushEntry(v);
  }

  private pushOfficer(v: number): boolean {
    const { entries: E, officers: F, cap } = this.g;
    const f = v - 2 * E;
    if (this.load[f]! < cap[f]!) {
      this.load[f]!++;
      return true;
    }
    for (; this.next[v]! < E; this.next[v]!++) {
      const e = this.next[v]!;
      if (this.used[e * F + f] === 0) continue;
      const u = this.direct(e, f) ? e : E + e;
      if (this.level[u] !== this.level[v]! + 1 || !this.push(u)) continue;
      // The entry took another officer; this one is free of it and takes the unit that came.
      this.used[e * F + f] = 0;
      return true;
    }
    return false;
  }

  private pushEntry(v: number): boolean {
    const { entries: E, officers: F, ok, demand, least } = this.g;
    const e = v % E;
    const x = v >= E;
    for (; this.next[v]! < F; this.next[v]!++) {
      const f = this.next[v]!;
      const i = e * F + f;
      const u = 2 * E + f;
      if (ok[i] === 0 || this.used[i] === 1 || this.direct(e, f) === x) continue;
      if (this.level[u] !== this.level[v]! + 1 || !this.push(u)) continue;
      this.used[i] = 1;
      return true;
    }
    if (x && this.viaX[e]! > 0 && this.level[e] === this.level[v]! + 1 && this.push(e)) {
      this.viaX[e]!--;
      return true;
    }
    if (!x && least[e]! > 0 && this.viaX[e]! < demand - least[e]!
      && this.level[E + e] === this.level[v]! + 1 && this.push(E + e)) {
      this.viaX[e]!++;
      return true;
    }
    return false;
  }

  /** Entries and officers reachable from unmet demand: the same set for every maximum flow. */
  violator(): { entries: number[]; officers: number[] } {
    const { entries: E, officers: F } = this.g;
    this.layers();
    const at = (from: number, n: number): number[] =>
      [...Array(n).keys()].filter((i) => this.level[from + i]! >= 0);
    return { entries: at(0, E), officers: at(2 * E, F) };
  }
}
