/**
 * The draw computed here, from the public files alone and by the verifier's own code: the platform
 * has no part in it. Possible as soon as every random number is public, which is before the
 * platform is asked for the result.
 */
import { fraction } from "../../../verify/src/page/spread.ts";
import { compareBytes, toHex } from "../../../verify/src/ssj1/bytes.ts";
import { quotas, waiting } from "../../../verify/src/ssj1/quota.ts";
import { ticketKey, Tickets, Turn } from "../../../verify/src/ssj1/tickets.ts";
import { populations, publishedSeed } from "../../../verify/src/verify/checks-draw.ts";
import type { Ctx } from "../../../verify/src/verify/context.ts";
import type { Unit } from "../../../verify/src/verify/rules.ts";

export interface Ticket {
  id: string;
  key: string;
}

export interface UnitDraw {
  unit: string;
  items: string[];
  N: number;
  n: number;
  w: number;
  /** How many tickets lie in each part of the range. */
  bins: number[];
  /** Key of the last that is drawn; "-" without a quota. */
  cutoff: string;
  /** Where the cutoff lies in the range; for the eye. */
  at: number;
  /** Drawn and waiting, from the smallest ticket up. */
  rows: Ticket[];
}

export interface Computed {
  seed: string;
  units: UnitDraw[];
}

export interface Step {
  fraction: number;
  /** One of the tickets that were just computed. */
  sample: Ticket;
}

const BINS = 60;
const PIECE = 4096;

/** Why the draw cannot be computed here: something of it is not public. */
export class Withheld extends Error {}

function* unitDraw(
  c: Ctx,
  unit: Unit,
  key: string,
  quota: { N: number; n: number },
): Generator<{ done: number; sample: Ticket }, UnitDraw, void> {
  const frame = c.frame!;
  const tickets = new Tickets(c.h, key);
  const turn = new Turn(unit.start, unit.dir);
  const at = c.rules.units.indexOf(unit);
  const member = frame.sets.map((set) => set.includes(at));
  const bins = new Array<number>(BINS).fill(0);
  const found: { row: number; key: Uint8Array }[] = [];
  for (let i = 0; i < frame.count; i++) {
    if (!member[frame.set[i]!]) continue;
    const from = frame.starts[i]!;
    const to = from + frame.idLength[i]!;
    const out = new Uint8Array(32);
    tickets.ticket(frame.bytes, from, to, 1, out, 0);
    tickets.keyFrom(frame.bytes, from, to, frame.weight[i]!, turn, out, 0);
    bins[Math.floor(((out[0]! * 256 + out[1]!) * BINS) / 65536)]!++;
    found.push({ row: i, key: out });
    if (found.length % PIECE === 0) {
      yield { done: i / frame.count, sample: { id: frame.id(i), key: toHex(out) } };
    }
  }
  found.sort((a, b) => compareBytes(a.key, b.key) || a.row - b.row);
  const w = waiting(quota.n, quota.N, c.rules.wait);
  const rows = found
    .slice(0, quota.n + w)
    .map((it) => ({ id: frame.id(it.row), key: toHex(it.key) }));
  const cutoff = quota.n > 0 ? rows[quota.n - 1]!.key : "-";
  const { N, n } = quota;
  const where = cutoff === "-" ? 0 : fraction(cutoff);
  return { unit: unit.unit, items: unit.items, N, n, w, bins, cutoff, at: where, rows };
}

/** Seed, keys, tickets and cutoffs. The context is that of a bundle which passed its checks. */
export function* compute(c: Ctx): Generator<Step, Computed, void> {
  if (c.frame === null) throw new Withheld("底册按规则不对外公开，屏幕不能当场计算签号。");
  const seed = publishedSeed(c);
  if (seed === null) throw new Withheld("组织方的随机数封存，屏幕不能当场计算签号。");
  const N = populations(c);
  const n = quotas(c.rules.units, N, c.rules.allocations);
  const units: UnitDraw[] = [];
  for (const [i, unit] of c.rules.units.entries()) {
    const key = ticketKey(c.h, seed, unit.group);
    const steps = unitDraw(c, unit, key, { N: N[i]!, n: n[i]! });
    for (let s = steps.next(); ; s = steps.next()) {
      if (s.done) {
        units.push(s.value);
        break;
      }
      yield { fraction: (i + s.value.done) / c.rules.units.length, sample: s.value.sample };
    }
  }
  return { seed: toHex(seed), units };
}

/** What the platform's result says of a unit, in the bundle after the draw. */
export interface Stated {
  unit: string;
  n: number;
  cutoff: string;
}

/** The first unit in which screen and platform differ, in words; empty when they agree. */
export function difference(computed: Computed, stated: Stated[]): string {
  if (stated.length !== computed.units.length) return "抽取单元的个数不同。";
  for (const unit of computed.units) {
    const other = stated.find((it) => it.unit === unit.unit);
    if (!other) return `平台的结果里没有抽取单元 ${unit.unit}。`;
    if (other.n !== unit.n) return `单元 ${unit.unit}：屏幕算出 ${unit.n} 户，平台 ${other.n} 户。`;
    if (other.cutoff !== unit.cutoff) {
      return `单元 ${unit.unit}：屏幕算出的中签线 ${unit.cutoff}，平台 ${other.cutoff}。`;
    }
  }
  return "";
}
