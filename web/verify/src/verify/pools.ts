/** Pools, visit entries, eligible pairs and pair numbers (ssj-1 §9.1, §9.2). */
import { utf8, type Bytes } from "../ssj1/bytes.ts";
import { Prefix } from "../ssj1/hash.ts";
import { matchKey } from "../ssj1/tickets.ts";
import { type Ctx, fail } from "./context.ts";
import type { Officer } from "./people.ts";
import type { Pool, Unit } from "./rules.ts";

/** Bits of the predicates of §9.2 that a pair fails, in their order. */
export const BIT = { REGION: 1, CERT: 2, TAG: 4, CONFLICT: 8, LEAVE: 16, ROTATION: 32 } as const;
export const RULES = ["REGION", "CERT", "TAG", "CONFLICT", "LEAVE", "ROTATION", "CAP+1",
  "SPECIAL"];

/** What is relaxed: bits taken as true, caps raised, specialists not asked. */
export interface Relaxation { bits: number; cap: number; special: boolean }
export const NONE: Relaxation = { bits: 0, cap: 0, special: false };

/** The relaxation with one more rule; a CAP step replaces an earlier one. */
export function relax(r: Relaxation, rule: string): Relaxation {
  if (rule.startsWith("CAP+")) return { ...r, cap: Number(rule.slice(4)) };
  if (rule === "SPECIAL") return { ...r, special: true };
  return { ...r, bits: r.bits | BIT[rule as keyof typeof BIT] };
}

export interface VisitEntry { id: string; region: string; grid: string; tags: string[]; a: number }

/** Entry of an object in a dept for these units. */
export function visitEntry(
  id: string, place: { region: string; grid: string }, units: Unit[],
): VisitEntry {
  return {
    id, region: place.region, grid: place.grid,
    tags: [...new Set(units.flatMap((u) => u.tags))].sort(),
    a: units.reduce((m, u) => Math.max(m, u.special?.min ?? 0), 0),
  };
}

export class PoolCase {
  readonly officers: Officer[];
  readonly entries: VisitEntry[] = [];
  readonly specialTag: string;
  /** The relaxation of the ladder that was applied; set by V-21. */
  applied: Relaxation = NONE;
  isVoid = false;
  steps = 0;
  objective = "0";
  tLo = 0;
  tHi = 0;
  /** Last step's rows after V-22: entry id → officers with their role. */
  team = new Map<string, { officer: string; lead: boolean; leaf: string }[]>();
  private readonly prefix: Prefix | null;
  private readonly out = new Uint8Array(32);
  private masks: Uint8Array | null = null;
  private tiers: Uint8Array | null = null;

  constructor(private readonly c: Ctx, readonly rule: Pool) {
    const wide = (r: string[]): boolean => r.includes("*");
    this.officers = [...c.officers.values()].filter((o) => o.dept === rule.dept
      && (wide(rule.regions) || wide(o.regions) || o.regions.some((r) => rule.regions.includes(r))));
    this.specialTag = c.rules.units.find((u) => u.dept === rule.dept && u.special !== null)
      ?.special?.tag ?? "";
    this.prefix = c.seed === null ? null : new Prefix(c.h, matchKey(c.h, c.seed, rule.pool));
  }

  fits(region: string): boolean {
    return this.rule.regions.includes("*") || this.rule.regions.includes(region);
  }

  isSpecial(o: Officer): boolean {
    return this.specialTag !== "" && o.tags.has(this.specialTag);
  }

  /** Bits of the predicates that this pair fails. */
  failures(e: VisitEntry, o: Officer): number {
    const m = this.c.rules.matching!;
    let bits = 0;
    if (!o.regions.includes("*") && !o.regions.includes(e.region)) bits |= BIT.REGION;
    if (o.until < m.lastDay) bits |= BIT.CERT;
    if (e.tags.some((t) => !o.tags.has(t))) bits |= BIT.TAG;
    const of = this.c.conflicts.get(o.code);
    const here = of?.get(e.id);
    if (here?.has("C")) bits |= BIT.CONFLICT;
    if (here?.has("L") || of?.get("*")?.has("L")) bits |= BIT.LEAVE;
    if (m.rotation === "hard" && (here?.has("R1") || here?.has("R2"))) bits |= BIT.ROTATION;
    return bits;
  }

  private tierOf(e: VisitEntry, o: Officer): number {
    const m = this.c.rules.matching!;
    const here = m.rotation === "soft" ? this.c.conflicts.get(o.code)?.get(e.id) : undefined;
    const grid = e.grid !== "-" && o.grids.length > 0 && !o.grids.includes(`GRID.${e.grid}`);
    return (here?.has("R1") ? m.tiers.R1 : 0) + (here?.has("R2") ? m.tiers.R2 : 0)
      + (grid ? m.tiers.GRID : 0);
  }

  /** Failure bits of all pairs, row by row of entries. */
  mask(): Uint8Array {
    this.masks ??= this.table((e, o) => this.failures(e, o));
    return this.masks;
  }

  tier(): Uint8Array {
    this.tiers ??= this.table((e, o) => this.tierOf(e, o));
    return this.tiers;
  }

  private table(cell: (e: VisitEntry, o: Officer) => number): Uint8Array {
    const F = this.officers.length;
    const out = new Uint8Array(this.entries.length * F);
    this.entries.forEach((e, i) => {
      for (let k = 0; k < F; k++) out[i * F + k] = cell(e, this.officers[k]!);
    });
    return out;
  }

  /** Pair number: low 40 bits and high 16 bits. The officer's code is given as bytes. */
  pair(code: Bytes, suffix: Bytes): { lo: number; hi: number } {
    return pairNumber(this.prefix!, code, suffix, this.out);
  }

  /** Pair number as text, for rows of files. */
  pairText(o: Officer, id: string): string {
    const { lo, hi } = this.pair(utf8(o.code), utf8("@" + id));
    return (BigInt(hi) * (1n << 40n) + BigInt(lo)).toString();
  }
}

/** First 7 bytes of H(key ‖ officer ‖ "@" ‖ object). */
export function pairNumber(
  prefix: Prefix, officer: Bytes, suffix: Bytes, out: Bytes,
): { lo: number; hi: number } {
  prefix.hash(officer, 0, officer.length, suffix, out, 0);
  const lo = out[2]! * 4294967296
    + (((out[3]! << 24) | (out[4]! << 16) | (out[5]! << 8) | out[6]!) >>> 0);
  return { hi: out[0]! * 256 + out[1]!, lo };
}

/** Pools of the rules that fit a dept and a region. */
export function fitting(c: Ctx, dept: string, region: string): PoolCase[] {
  return c.pools.filter((p) => p.rule.dept === dept && p.fits(region));
}

/** Pools with their officers and entries; what V-20 asks of them. */
export function poolCases(c: Ctx): PoolCase[] {
  const pools = (c.rules.matching?.pools ?? []).map((p) => new PoolCase(c, p));
  c.pools = pools;
  const of = new Map<string, string>();
  for (const p of pools) {
    for (const o of p.officers) {
      const other = of.get(o.code);
      if (other !== undefined) {
        fail("officers.tsv", o.code, `${other} ${p.rule.pool}`, "一个匹配池", "执法人员属于两个匹配池");
      }
      of.set(o.code, p.rule.pool);
    }
  }
  const units = new Map(c.rules.units.map((u) => [u.unit, u]));
  for (const v of c.visits.values()) {
    const drawn = v.units.map((u) => units.get(u)!);
    for (const dept of [...new Set(drawn.map((u) => u.dept))].sort()) {
      if (!pools.some((p) => p.rule.dept === dept)) continue;
      const fit = fitting(c, dept, v.region);
      if (fit.length !== 1) {
        fail("visits.tsv", v.id, `${fit.length} 个匹配池`, "恰好一个", "检查户没有唯一的匹配池");
      }
      fit[0]!.entries.push(visitEntry(v.id, v, drawn.filter((u) => u.dept === dept)));
    }
  }
  for (const p of pools) {
    const posts = p.entries.length * p.rule.demand;
    if (posts > 65536 || p.officers.length > 16384) {
      fail("visits.tsv", p.rule.pool, `${posts} 岗 ${p.officers.length} 人`, "65536 岗 16384 人以内",
        "匹配池超过规模上限");
    }
  }
  return pools;
}

/** m(x) of §9.3. */
export function burden(p: PoolCase, x: number): number {
  return x <= p.tLo ? 0 : x <= p.tHi ? 1 : 2 * (x - p.tHi);
}
