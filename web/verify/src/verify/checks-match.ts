/** V-21 匹配摘要， V-22 检查组. */
import { toHex } from "../ssj1/bytes.ts";
import { Flow } from "../ssj1/flow.ts";
import { taggedHex } from "../ssj1/hash.ts";
import type { Rec, Value } from "../ssj1/record.ts";
import {
  type Ctx, entryOf, fail, fileOf, inFile, recordOf, same, stepsIn,
} from "./context.ts";
import * as f from "./form.ts";
import { leafHex } from "./frame.ts";
import type { Officer } from "./people.ts";
import { NONE, type PoolCase, relax, type Relaxation, RULES } from "./pools.ts";
import { hexField, intField, readTable, rowEnd, type Steps, tableRoot } from "./tables.ts";

const MJ = "matching.json";
const MT = "matching.tsv";
const LOG = "log.jsonl";

function flow(p: PoolCase, r: Relaxation): Flow {
  const mask = p.mask();
  const keep = 63 & ~r.bits;
  const ok = new Uint8Array(mask.length);
  for (let i = 0; i < mask.length; i++) ok[i] = (mask[i]! & keep) === 0 ? 1 : 0;
  return new Flow({
    entries: p.entries.length, officers: p.officers.length, demand: p.rule.demand, ok,
    special: Uint8Array.from(p.officers, (o) => (p.isSpecial(o) ? 1 : 0)),
    least: Uint8Array.from(p.entries, (e) => (r.special ? 0 : e.a)),
    cap: Int32Array.from(p.officers, (o) => o.cap + r.cap),
  });
}

const KEYS = ["deficit", "entries", "infeasible", "ladder", "objective", "officers", "pool",
  "posts", "steps", "t_hi", "t_lo", "tiebreak", "void"];

function steps(v: Value | undefined, p: string): string {
  return f.arr(v, p).map((x, i) => {
    const r = f.obj(x, `${p}[${i}]`, ["deficit", "rule"]);
    return `${f.str(r["rule"], `${p}[${i}].rule`)}=${f.count(r["deficit"], `${p}[${i}].deficit`)}`;
  }).join(" ");
}

function ids(v: Value | undefined, p: string, each: typeof f.officer): string {
  return f.ascending(f.arr(v, p).map((x, i) => each(x, `${p}[${i}]`)), p, (s) => s).join(" ");
}

function poolForm(v: Value, p: string): Rec {
  const r = f.obj(v, p, KEYS);
  f.pool(r["pool"], `${p}.pool`);
  for (const k of ["deficit", "entries", "officers", "posts", "steps"]) f.count(r[k], `${p}.${k}`);
  for (const k of ["t_lo", "t_hi"]) f.int(r[k], `${p}.${k}`, -f.COUNT_MAX, f.COUNT_MAX);
  f.match(r["objective"], `${p}.objective`, /^(?:0|-?[1-9][0-9]{0,59})$/, "十进制整数");
  f.str(r["tiebreak"], `${p}.tiebreak`);
  f.bool(r["void"], `${p}.void`);
  steps(r["ladder"], `${p}.ladder`);
  if (!f.isEmptyObject(r["infeasible"])) {
    const q = f.obj(r["infeasible"], `${p}.infeasible`, ["officers", "relaxed", "visits"]);
    ids(q["officers"], `${p}.infeasible.officers`, f.officer);
    ids(q["visits"], `${p}.infeasible.visits`, f.objectId);
    steps(q["relaxed"], `${p}.infeasible.relaxed`);
  }
  return r;
}

/** Bounds of the load of §9.3. */
function targets(p: PoolCase, band: number): void {
  const F = p.officers.length;
  if (F === 0) return;
  const A = p.entries.length * p.rule.demand + p.officers.reduce((s, o) => s + o.prior, 0);
  p.tLo = Math.floor(A / F) - band;
  p.tHi = Math.ceil(A / F) + band;
}

function* poolNumbers(c: Ctx, p: PoolCase, r: Rec): Steps<void> {
  const at = (k: string, want: unknown, why: string): void =>
    same(MJ, `${p.rule.pool} ${k}`, r[k], want, why);
  targets(p, c.rules.matching!.band);
  at("officers", p.officers.length, "人员数不符");
  at("entries", p.entries.length, "检查数不符");
  at("posts", p.entries.length * p.rule.demand, "岗位数不符");
  at("t_lo", p.tLo, "负担下限不符");
  at("t_hi", p.tHi, "负担上限不符");
  at("tiebreak", "0", "tiebreak 应为 0");
  const first = flow(p, NONE);
  at("deficit", first.deficit, "缺口不是最大流算出的数");
  yield 0.5;
  let left = first.deficit;
  const applied: string[] = [];
  if (left > 0) {
    infeasible(p, first, r);
    let state = NONE;
    for (const rule of c.rules.matching!.ladder) {
      state = relax(state, rule);
      left = flow(p, state).deficit;
      applied.push(`${rule}=${left}`);
      if (left === 0) break;
    }
    p.applied = state;
  } else if (!f.isEmptyObject(r["infeasible"])) {
    fail(MJ, `${p.rule.pool} infeasible`, r["infeasible"], {}, "没有缺口却写有不可行说明");
  }
  same(MJ, `${p.rule.pool} ladder`, steps(r["ladder"], ""), applied.join(" "), "放宽步骤不符");
  p.isVoid = left > 0;
  at("void", p.isVoid, "是否无解不符");
  const solved = p.entries.length > 0 && !p.isVoid;
  p.steps = r["steps"] as number;
  if (solved !== p.steps >= 1 || p.steps > 1001) {
    fail(MJ, `${p.rule.pool} steps`, p.steps, solved ? "1 至 1001" : 0, "步数不符");
  }
  p.objective = r["objective"] as string;
}

function infeasible(p: PoolCase, first: Flow, r: Rec): void {
  const place = `${p.rule.pool} infeasible`;
  if (f.isEmptyObject(r["infeasible"])) fail(MJ, place, {}, "缺口的说明", "有缺口却没有说明");
  const q = r["infeasible"] as Rec;
  const v = first.violator();
  const visits = v.entries.map((i) => p.entries[i]!.id).sort().join(" ");
  const officers = v.officers.map((i) => p.officers[i]!.code).sort().join(" ");
  same(MJ, `${place}.visits`, (q["visits"] as string[]).join(" "), visits, "受阻的检查户不符");
  same(MJ, `${place}.officers`, (q["officers"] as string[]).join(" "), officers, "受限的人员不符");
  const relaxed = RULES.map((x) => `${x}=${flow(p, relax(NONE, x)).deficit}`).join(" ");
  same(MJ, `${place}.relaxed`, steps(q["relaxed"], ""), relaxed, "单项放宽后的缺口不符");
}

export function* v21(c: Ctx): Steps<string | null> {
  if (!c.files.has(MJ)) return null;
  const rec = recordOf(c, MJ);
  const list = inFile(MJ, () => {
    const r = f.obj(rec, "matching", ["draw_id", "suite", "pools"]);
    same(MJ, "draw_id", r["draw_id"], c.rules.drawId, "抽取编号不符");
    same(MJ, "suite", r["suite"], c.rules.suite, "算法套件不符");
    return f.arr(r["pools"], "pools").map((v, i) => poolForm(v, `pools[${i}]`));
  });
  const names = c.pools.map((p) => p.rule.pool).join(" ");
  same(MJ, "pools", list.map((r) => r["pool"]).join(" "), names, "匹配池与规则不符");
  for (let i = 0; i < c.pools.length; i++) {
    yield* poolNumbers(c, c.pools[i]!, list[i]!);
    yield (i + 1) / c.pools.length;
  }
  const e = entryOf(c, "match")!;
  const digest = taggedHex(c.h, "matching", c.files.get(MJ)!);
  same(LOG, "match.matching", e.rec["matching"], digest, "匹配摘要与日志条目不符");
  const posts = c.pools.reduce((s, p) => s + p.entries.length * p.rule.demand, 0);
  const short = c.pools.filter((p) => p.isVoid).length;
  return `${c.pools.length} 个匹配池、${posts} 个岗位的人数、缺口与放宽步骤重算一致`
    + (short > 0 ? `；其中 ${short} 个池无解，已公开说明。` : "。");
}

export interface Member { officer: Officer; r: bigint; lead: boolean; leaf: string }
/** Teams of one solved step: entry index → members. */
export interface Step { teams: Member[][]; forbidden: Set<string> }
/** Solved steps by pool, filled by V-22 and read by V-23 and V-24. */
export const solved = new WeakMap<PoolCase, Step[]>();

/** The pair to forbid after this step (§9.4), as `entry index/officer code`, or null. */
export function conflictOf(c: Ctx, p: PoolCase, s: Step): string | null {
  const pairs = c.rules.matching!.incompatible;
  for (let e = 0; e < p.entries.length; e++) {
    const team = new Map(s.teams[e]!.map((m) => [m.officer.code, m]));
    for (const [a, b] of pairs) {
      const [x, y] = [team.get(a), team.get(b)];
      if (x && y) return `${e}/${x.r > y.r ? a : b}`;
    }
  }
  return null;
}

function* readTeams(c: Ctx): Steps<Map<string, Member[]>> {
  const t = yield* readTable(fileOf(c, MT), 7, 4);
  const pools = new Map(c.pools.map((p) => [p.rule.pool, p]));
  const out = new Map<string, Member[]>();
  const entries = new Map(c.pools.map((p) => [p, new Set(p.entries.map((e) => e.id))]));
  const members = new Map(c.pools.map((p) => [p, new Map(p.officers.map((o) => [o.code, o]))]));
  for (let i = 0; i < t.rows.length; i++) {
    const [pool, step, id, code, role, r, salt] = t.rows[i] as [string, string, string, string,
      string, string, string];
    const place = `第 ${i + 1} 行`;
    const p = pools.get(pool) ?? f.bad(`${place} pool`, pool, "规则中的匹配池");
    if (p.steps === 0) f.bad(`${place} pool`, pool, "有解的匹配池");
    intField(step, `${place} step`, 0, p.steps - 1);
    if (!entries.get(p)!.has(id)) f.bad(`${place} object_id`, id, "此池的检查户");
    const officer = members.get(p)!.get(code) ?? f.bad(`${place} officer`, code, "此池的人员");
    f.one(role, `${place} L|M`, ["L", "M"]);
    hexField(salt, `${place} salt`, 32);
    const want = p.pairText(officer, id);
    if (r !== want) f.bad(`${place} r`, r, want);
    const key = `${pool}\t${step}\t${id}`;
    const leaf = leafHex(c.h, t.bytes, t.starts[i]!, rowEnd(t, i));
    const list = out.get(key) ?? [];
    list.push({ officer, r: BigInt(r), lead: role === "L", leaf });
    out.set(key, list);
    if (i % 2048 === 2047) yield (0.5 * i) / t.rows.length;
  }
  const e = entryOf(c, "match")!;
  same(LOG, "match.match_count", e.rec["match_count"], t.rows.length, "检查组行数与条目不符");
  const root = toHex(yield* tableRoot(c.h, t));
  same(LOG, "match.match_root", e.rec["match_root"], root, "检查组表的根与条目不符");
  return out;
}

/** One team: size, eligibility, specialists, leader. */
function checkTeam(p: PoolCase, e: number, team: Member[], forbidden: Set<string>): void {
  const entry = p.entries[e]!;
  const place = `${p.rule.pool} ${entry.id}`;
  same(MT, place, team.length, p.rule.demand, "检查组人数不符");
  const keep = 63 & ~p.applied.bits;
  for (const m of team) {
    if ((p.failures(entry, m.officer) & keep) !== 0) {
      fail(MT, place, m.officer.code, "合格的人员", "检查人员不具备资格或应当回避");
    }
    if (forbidden.has(`${e}/${m.officer.code}`)) {
      fail(MT, place, m.officer.code, "未被排除的人员", "此步已排除的人员仍在组内");
    }
  }
  const specialists = team.filter((m) => p.isSpecial(m.officer)).length;
  const least = p.applied.special ? 0 : entry.a;
  if (specialists < least) fail(MT, place, specialists, `至少 ${least}`, "专业人员不足");
  const marked = team.filter((m) => m.officer.tags.has("LEAD"));
  const leader = (marked.length > 0 ? marked : team).reduce((a, b) => (b.r < a.r ? b : a));
  for (const m of team) {
    same(MT, `${place} ${m.officer.code}`, m.lead ? "L" : "M", m === leader ? "L" : "M", "组长不符");
  }
}

function* poolTeams(c: Ctx, p: PoolCase, rows: Map<string, Member[]>): Steps<void> {
  const list: Step[] = [];
  const forbidden = new Set<string>();
  for (let k = 0; k < p.steps; k++) {
    const teams = p.entries.map((e) => rows.get(`${p.rule.pool}\t${k}\t${e.id}`) ?? []);
    const step = { teams, forbidden: new Set(forbidden) };
    const load = new Map<Officer, number>();
    teams.forEach((team, e) => {
      checkTeam(p, e, team, forbidden);
      for (const m of team) load.set(m.officer, (load.get(m.officer) ?? 0) + 1);
    });
    for (const [o, n] of load) {
      const cap = Math.min(o.cap + p.applied.cap, 2047 - o.prior);
      if (n > cap) fail(MT, `${p.rule.pool} ${k} ${o.code}`, n, `至多 ${cap}`, "超过人员的上限");
    }
    list.push(step);
    const next = conflictOf(c, p, step);
    if (next !== null) forbidden.add(next);
    yield 0.5;
  }
  solved.set(p, list);
  const last = list[list.length - 1];
  p.entries.forEach((e, i) => p.team.set(e.id, (last?.teams[i] ?? []).map((m) => ({
    officer: m.officer.code, lead: m.lead, leaf: m.leaf,
  }))));
}

export function* v22(c: Ctx): Steps<string | null> {
  if (!c.files.has(MT)) return null;
  const rows = yield* stepsIn(MT, readTeams(c));
  let n = 0;
  for (const p of c.pools) {
    yield* poolTeams(c, p, rows);
    yield 0.5 + (0.5 * ++n) / c.pools.length;
  }
  if (c.pools.every((p) => p.steps === 0)) return null;
  const teams = c.pools.reduce((s, p) => s + (p.steps > 0 ? p.entries.length : 0), 0);
  return `${teams} 个检查组人数足额、人人合格、无应回避者，组长与负担上限无误。`;
}

