/** Where the tickets of a unit lie: the rank of one of them, and what the picture of it needs. */
import { fromHex } from "../ssj1/bytes.ts";
import { Tickets, Turn } from "../ssj1/tickets.ts";
import type { Ctx } from "../verify/context.ts";
import type { Unit } from "../verify/rules.ts";

export const BINS = 48;
/** So many tickets are shown one by one around the cutoff. */
const NEAR = 120;

/** Positions are fractions of the whole range of tickets; for the eye only, they decide nothing. */
export interface Spread {
  /** All eligible objects, or only the published rows where the frame is withheld. */
  whole: boolean; bins: number[]; own: number; cutoff: number;
  lo: number; hi: number; near: number[]; rank: number;
}

export function fraction(hex: string): number {
  return parseInt(hex.slice(0, 12), 16) / 2 ** 48;
}

function fractionAt(b: Uint8Array): number {
  return (b[0]! * 2 ** 40 + b[1]! * 2 ** 32 + b[2]! * 2 ** 24 + b[3]! * 2 ** 16
    + b[4]! * 2 ** 8 + b[5]!) / 2 ** 48;
}

class Gatherer {
  readonly bins = new Array<number>(BINS).fill(0);
  readonly near: number[] = [];

  constructor(readonly lo: number, readonly hi: number) {}

  add(x: number): void {
    this.bins[Math.min(BINS - 1, Math.floor(x * BINS))]!++;
    if (x >= this.lo && x <= this.hi) this.near.push(x);
  }
}

/** The window around the cutoff that holds about NEAR tickets of N evenly spread ones. */
function around(cutoff: number, N: number): [number, number] {
  if (N <= NEAR) return [0, 1];
  const half = NEAR / 2 / N;
  return [Math.max(0, cutoff - half), Math.min(1, cutoff + half)];
}

/** One pass over the frame: every eligible object's key in the unit. */
export function spread(c: Ctx, t: Tickets, u: Unit, key: string, id: string): Spread {
  const r = c.unitResults.get(u.unit)!;
  const [own, cutoff] = [fraction(key), r.cutoff === "-" ? 0 : fraction(r.cutoff)];
  const rows = c.resultRows.get(u.unit)!;
  const g = new Gatherer(...around(cutoff, r.N));
  let rank = rows.find((x) => x.id === id)?.rank ?? 0;
  if (c.frame === null) {
    for (const row of rows) g.add(fraction(row.key));
  } else {
    rank = 1;
    const mine = fromHex(key);
    everyKey(c, t, u, (i, out) => {
      g.add(fractionAt(out));
      let k = 0;
      while (k < 32 && out[k] === mine[k]) k++;
      if (k < 32 ? out[k]! < mine[k]! : c.frame!.id(i) < id) rank++;
    });
  }
  const { bins, near, lo, hi } = g;
  return { whole: c.frame !== null, bins, own, cutoff, lo, hi, near, rank };
}

function everyKey(c: Ctx, t: Tickets, u: Unit, each: (i: number, key: Uint8Array) => void): void {
  const f = c.frame!;
  const turn = new Turn(u.start, u.dir);
  const at = c.rules.units.indexOf(u);
  const member = f.sets.map((s) => s.includes(at));
  const out = new Uint8Array(32);
  for (let i = 0; i < f.count; i++) {
    if (!member[f.set[i]!]) continue;
    const s = f.starts[i]!;
    t.ticket(f.bytes, s, s + f.idLength[i]!, 1, out, 0);
    t.keyFrom(f.bytes, s, s + f.idLength[i]!, f.weight[i]!, turn, out, 0);
    each(i, out);
  }
}
