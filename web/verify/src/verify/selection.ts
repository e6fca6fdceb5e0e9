/** Selecting again from the whole frame: the n + w smallest keys of each unit (ssj-1 §8.4). */
import { compareBytes, toHex, type Bytes } from "../ssj1/bytes.ts";
import { Tickets, Turn } from "../ssj1/tickets.ts";
import { type Ctx, fail, same } from "./context.ts";
import type { Unit } from "./rules.ts";
import { BREATH, type Steps } from "./tables.ts";

export class SelectionWork {
  private group = "";
  private base: Bytes = new Uint8Array(0);

  constructor(private readonly c: Ctx) {}

  *run(): Steps<void> {
    const units = [...this.c.rules.units].sort((a, b) => (a.group < b.group ? -1
      : a.group > b.group ? 1 : 0));
    const groups = new Set(units.map((u) => u.group)).size;
    const steps = units.length + 3 * groups;
    let done = 0;
    const at = (x: number): number => 0.3 + (0.7 * (done + x)) / steps;
    for (const u of units) {
      const t = new Tickets(this.c.h, this.c.groupKeys.get(u.group)!);
      if (u.group !== this.group) {
        for (const x of this.baseTickets(t)) yield at(3 * x);
        this.group = u.group;
        done += 3;
      }
      for (const x of this.unit(u, t)) yield at(x);
      done++;
    }
  }

  /** T(o, 1) of every eligible row under the key of the group. */
  private *baseTickets(t: Tickets): Steps<void> {
    const f = this.c.frame!;
    if (this.base.length === 0) this.base = new Uint8Array(f.count * 32);
    for (let from = 0; from < f.count; from += BREATH) {
      const to = Math.min(f.count, from + BREATH);
      for (let i = from; i < to; i++) {
        if (f.status[i] !== 0) continue;
        const s = f.starts[i]!;
        t.ticket(f.bytes, s, s + f.idLength[i]!, 1, this.base, i * 32);
      }
      yield to / f.count;
    }
  }

  private keyOf(t: Tickets, turn: Turn, i: number, out: Bytes): void {
    const f = this.c.frame!;
    const s = f.starts[i]!;
    for (let k = 0; k < 32; k++) out[k] = this.base[i * 32 + k]!;
    t.keyFrom(f.bytes, s, s + f.idLength[i]!, f.weight[i]!, turn, out, 0);
  }

  /** First 48 bits of every key, as exact numbers. */
  private *heads(u: Unit, t: Tickets): Steps<{ rows: Uint32Array; head: Float64Array }> {
    const f = this.c.frame!;
    const N = this.c.unitResults.get(u.unit)!.N;
    const rows = new Uint32Array(N);
    const head = new Float64Array(N);
    const turn = new Turn(u.start, u.dir);
    const index = this.c.rules.units.indexOf(u);
    const member = f.sets.map((s) => (s.includes(index) ? 1 : 0));
    const out = new Uint8Array(32);
    let n = 0;
    for (let from = 0; from < f.count; from += BREATH) {
      const to = Math.min(f.count, from + BREATH);
      for (let i = from; i < to; i++) {
        if (member[f.set[i]!] === 0) continue;
        this.keyOf(t, turn, i, out);
        rows[n] = i;
        head[n++] = (out[0]! * 65536 + out[1]! * 256 + out[2]!) * 16777216
          + out[3]! * 65536 + out[4]! * 256 + out[5]!;
      }
      yield to / f.count;
    }
    return { rows, head };
  }

  private *unit(u: Unit, t: Tickets): Steps<void> {
    const r = this.c.unitResults.get(u.unit)!;
    if (r.N === 0) return;
    const { rows, head } = yield* this.heads(u, t);
    const want = Math.min(Math.max(r.n + r.w, r.n + 1), r.N);
    const limit = head.slice().sort()[want - 1]!;
    const turn = new Turn(u.start, u.dir);
    const best: { i: number; key: Bytes }[] = [];
    for (let k = 0; k < rows.length; k++) {
      if (head[k]! > limit) continue;
      const key = new Uint8Array(32);
      this.keyOf(t, turn, rows[k]!, key);
      best.push({ i: rows[k]!, key });
    }
    // Rows ascend by id, so their numbers break ties.
    best.sort((a, b) => compareBytes(a.key, b.key) || a.i - b.i);
    this.compare(u, best);
  }

  private compare(u: Unit, best: { i: number; key: Bytes }[]): void {
    const { c } = this;
    const f = c.frame!;
    const r = c.unitResults.get(u.unit)!;
    const rows = c.resultRows.get(u.unit)!;
    const listed = new Set(rows.map((x) => x.id));
    const want = new Map(best.slice(0, r.n + r.w).map((b, k) => [f.id(b.i), k] as const));
    for (const [id, k] of want) {
      if (listed.has(id)) continue;
      fail("result.tsv", `${u.unit} 第 ${k + 1} 名`, "（缺少）", `${id}\t${toHex(best[k]!.key)}`,
        `${id} 的签号排第 ${k + 1} 名，应当列入而没有`);
    }
    const extra = rows.find((x) => !want.has(x.id));
    if (extra !== undefined) {
      fail("result.tsv", `第 ${extra.line} 行`, `${extra.id}\t${extra.key}`,
        `单元 ${u.unit} 的前 ${r.n + r.w} 名`, `${extra.id} 不应列入单元 ${u.unit}`);
    }
    const next = r.n < r.N ? toHex(best[r.n]!.key) : "-";
    same("result.json", `${u.unit} next`, r.next, next, "下一签号不符");
  }
}
