/** V-25 递补， V-26 回避改派. */
import { utf8 } from "../ssj1/bytes.ts";
import { Prefix } from "../ssj1/hash.ts";
import { Replacement } from "../ssj1/replacement.ts";
import { drandTime } from "../ssj1/signatures.ts";
import { rematchKey } from "../ssj1/tickets.ts";
import { beaconFault } from "./checks-ceremony.ts";
import { type Ctx, fail, fileOf, same, stepsIn } from "./context.ts";
import { beaconBytes, type BeaconType, type Entry } from "./entries.ts";
import * as f from "./form.ts";
import { leafHex } from "./frame.ts";
import type { Officer } from "./people.ts";
import { fitting, pairNumber, type PoolCase, visitEntry } from "./pools.ts";
import type { Unit } from "./rules.ts";
import { hexField, readTable, rowEnd, type Steps } from "./tables.ts";

const LOG = "log.jsonl";
const RM = "rematches.tsv";
const REASONS = ["STATUS", "MOVED", "DUPLICATE", "SCOPE"];

/** Replaced rows, in log order: who moved up in which unit by which entry. */
export interface MovedUp { seq: number; unit: Unit; id: string }
const moved = new WeakMap<Ctx, MovedUp[]>();

export function* v25(c: Ctx): Steps<string | null> {
  const list = c.mine.filter((e) => e.type === "replace");
  const ups: MovedUp[] = [];
  moved.set(c, ups);
  if (list.length === 0) return null;
  const state = new Map<string, Replacement>();
  for (const e of list) {
    const place = `第 ${e.line} 行`;
    const unit = c.rules.units.find((u) => u.unit === e.rec["unit"]);
    if (unit === undefined) return fail(LOG, place, e.rec["unit"], "规则中的单元", "未知的单元");
    if (!REASONS.includes(e.rec["reason"] as string)) {
      fail(LOG, place, e.rec["reason"], REASONS.join(" / "), "这个原因不能递补");
    }
    const day = e.rec["evidence_day"] as string;
    if (day > c.rules.freezeDay) {
      fail(LOG, place, day, `不晚于 ${c.rules.freezeDay}`, "证据日期晚于底册冻结日");
    }
    if (c.resultTable !== null) replaceOne(c, e, unit, state, ups);
  }
  yield 1;
  return `${list.length} 次递补都有冻结日之前的证据，由候补名单的下一名递补。`;
}

function replaceOne(
  c: Ctx, e: Entry, unit: Unit, state: Map<string, Replacement>, ups: MovedUp[],
): void {
  const place = `第 ${e.line} 行`;
  const r = c.unitResults.get(unit.unit)!;
  const s = state.get(unit.unit) ?? new Replacement(r.n, r.n + r.w);
  state.set(unit.unit, s);
  const out = c.resultLeaves.get(e.rec["out"] as string);
  if (out === undefined || out.unit !== unit || s.isStruck(out.rank)) {
    return fail(LOG, `${place} out`, e.rec["out"], "结果表中未划去的行", "被替换的行不成立");
  }
  const rank = s.strike(out.rank);
  const row = rank === null ? null : c.resultRows.get(unit.unit)![rank - 1]!;
  same(LOG, `${place} in`, e.rec["in"], row === null ? "-" : row.leaf, "递补的不是候补中的下一名");
  if (row !== null) ups.push({ seq: e.seq, unit, id: row.id });
}

interface Slot { officer: Officer; lead: boolean; leaf: string; held: boolean }
interface Team { pool: PoolCase; id: string; slots: Slot[]; recused: Set<string> }
/** A post that a recuse or replace entry opened. */
interface Post { team: Team; lead: boolean; answered: boolean; filled: boolean }

class Rematching {
  private readonly teams = new Map<string, Team>();
  private readonly posts = new Map<string, Post>();
  private readonly units = new Map<string, Set<Unit>>();
  private readonly load = new Map<Officer, number>();
  private readonly rows: Map<number, { fields: string[]; leaf: string }>;

  constructor(private readonly c: Ctx, rows: Map<number, { fields: string[]; leaf: string }>) {
    this.rows = rows;
    const unit = new Map(c.rules.units.map((u) => [u.unit, u]));
    for (const v of c.visits.values()) {
      this.units.set(v.id, new Set(v.units.map((u) => unit.get(u)!)));
    }
    for (const p of c.pools) {
      const officer = new Map(p.officers.map((o) => [o.code, o]));
      for (const [id, members] of p.team) {
        const slots = members.map((m) => {
          const o = officer.get(m.officer)!;
          this.load.set(o, (this.load.get(o) ?? 0) + 1);
          return { officer: o, lead: m.lead, leaf: m.leaf, held: true };
        });
        this.teams.set(`${p.rule.pool}\t${id}`, { pool: p, id, slots, recused: new Set() });
      }
    }
  }

  replaced(up: MovedUp): void {
    const units = this.units.get(up.id) ?? new Set<Unit>();
    this.units.set(up.id, units.add(up.unit));
    const visit = this.c.visits.get(up.id);
    if (visit === undefined) return;
    const fit = fitting(this.c, up.unit.dept, visit.region);
    const pool = fit[0];
    if (fit.length !== 1 || pool === undefined || pool.isVoid) return;
    const key = `${pool.rule.pool}\t${up.id}`;
    if (this.teams.has(key)) return;
    const team: Team = { pool, id: up.id, slots: [], recused: new Set() };
    this.teams.set(key, team);
    for (let k = 1; k <= pool.rule.demand; k++) {
      this.posts.set(`${up.seq}/${k}`, { team, lead: k === 1, answered: false, filled: false });
    }
  }

  recuse(e: Entry): void {
    for (const team of this.teams.values()) {
      const slot = team.slots.find((s) => s.leaf === e.rec["row"] && s.held);
      if (slot === undefined) continue;
      slot.held = false;
      team.recused.add(slot.officer.code);
      this.load.set(slot.officer, this.load.get(slot.officer)! - 1);
      const post = { team, lead: slot.lead, answered: false, filled: false };
      this.posts.set(`${e.seq}/0`, post);
      return;
    }
    fail(LOG, `第 ${e.line} 行 row`, e.rec["row"], "检查组中在岗的一行", "回避的人员不在检查组中");
  }

  private choose(team: Team, e: Entry): { officer: Officer; r: string } | null {
    const { pool } = team;
    const units = [...(this.units.get(team.id) ?? [])].filter((u) => u.dept === pool.rule.dept);
    const entry = visitEntry(team.id, this.c.visits.get(team.id)!, units);
    const held = team.slots.filter((s) => s.held).map((s) => s.officer);
    const others = pool.rule.demand - held.length - 1;
    const must = held.filter((o) => pool.isSpecial(o)).length + others < entry.a;
    const value = beaconBytes(e.rec["beacon_type"] as BeaconType, e.rec["value"] as string);
    const prefix = new Prefix(this.c.h, rematchKey(this.c.h, this.c.seed!, e.seq, value));
    const suffix = utf8("@" + team.id);
    const keep = 63 & ~pool.applied.bits;
    let best: { officer: Officer; r: bigint } | null = null;
    for (const o of pool.officers) {
      if ((pool.failures(entry, o) & keep) !== 0 || held.includes(o)) continue;
      if (team.recused.has(o.code) || (must && !pool.isSpecial(o))) continue;
      if ((this.load.get(o) ?? 0) >= o.cap + pool.applied.cap) continue;
      if (held.some((h) => this.incompatible(h.code, o.code))) continue;
      const n = pairNumber(prefix, utf8(o.code), suffix, new Uint8Array(32));
      const r = (BigInt(n.hi) << 40n) + BigInt(n.lo);
      if (best === null || r < best.r) best = { officer: o, r };
    }
    return best === null ? null : { officer: best.officer, r: best.r.toString() };
  }

  private incompatible(a: string, b: string): boolean {
    return this.c.rules.matching!.incompatible.some(([x, y]) => (x === a && y === b)
      || (x === b && y === a));
  }

  rematch(e: Entry): void {
    const place = `第 ${e.line} 行`;
    const [follows, k] = [e.rec["follows"] as number, e.rec["post"] as number];
    const post = this.posts.get(`${follows}/${k}`);
    const before = k > 1 ? this.posts.get(`${follows}/${k - 1}`) : undefined;
    if (post === undefined || post.filled || (k > 1 && !before!.answered)) {
      return fail(LOG, `${place} follows`, `${follows}/${k}`, "空缺的岗位", "改派的不是空缺岗位");
    }
    const { team } = post;
    const best = this.choose(team, e);
    const row = this.rows.get(e.seq);
    post.answered = true;
    if (best === null) {
      same(LOG, `${place} row`, e.rec["row"], "-", "没有合格人员，岗位应公开空缺");
      if (row !== undefined) fail(RM, String(e.seq), row.fields.join("⇥"), "没有此行", "多余的行");
      return;
    }
    if (row === undefined) {
      return fail(RM, String(e.seq), "（缺少）", best.officer.code, "缺少改派的行");
    }
    this.rows.delete(e.seq);
    const want = [team.pool.rule.pool, team.id, best.officer.code, post.lead ? "L" : "M", best.r];
    same(RM, `序号 ${e.seq}`, row.fields.slice(1, 6).join("⇥"), want.join("⇥"), "改派的人员不是算出的");
    same(LOG, `${place} row`, e.rec["row"], row.leaf, "改派条目与表中的行不符");
    post.filled = true;
    team.slots.push({ officer: best.officer, lead: post.lead, leaf: row.leaf, held: true });
    this.load.set(best.officer, (this.load.get(best.officer) ?? 0) + 1);
    this.c.rematches.push({
      seq: e.seq, pool: want[0]!, id: team.id, officer: best.officer.code, lead: post.lead,
    });
  }

  finish(): void {
    const extra = [...this.rows.keys()][0];
    if (extra !== undefined) fail(RM, String(extra), extra, "日志中的改派条目", "多余的行");
    for (const p of this.c.pools) {
      for (const [key, team] of this.teams) {
        if (team.pool !== p || !key.startsWith(`${p.rule.pool}\t`)) continue;
        p.team.set(team.id, team.slots.filter((s) => s.held).map((s) => ({
          officer: s.officer.code, lead: s.lead, leaf: s.leaf,
        })));
      }
    }
  }
}

function* readRematches(c: Ctx): Steps<Map<number, { fields: string[]; leaf: string }>> {
  const t = yield* readTable(fileOf(c, RM), 7, 1);
  const out = new Map<number, { fields: string[]; leaf: string }>();
  t.rows.forEach((r, i) => {
    const p = `第 ${i + 1} 行`;
    f.match(r[0], `${p} seq`, /^[0-9]{6}$/, "六位序号");
    f.pool(r[1], `${p} pool`);
    f.objectId(r[2], `${p} object_id`);
    f.officer(r[3], `${p} officer_code`);
    f.one(r[4], `${p} L|M`, ["L", "M"]);
    f.match(r[5], `${p} r`, /^(?:0|[1-9][0-9]{0,16})$/, "十进制数");
    hexField(r[6]!, `${p} salt`, 32);
    out.set(Number(r[0]), { fields: r, leaf: leafHex(c.h, t.bytes, t.starts[i]!, rowEnd(t, i)) });
  });
  return out;
}

/** What can be judged of a rematch entry in every stage. */
function beaconOfRematch(c: Ctx, e: Entry): void {
  const place = `第 ${e.line} 行`;
  const kind = e.rec["post"] === 0 ? "recuse" : "replace";
  const before = c.mine.find((x) => x.seq === e.rec["follows"] && x.seq < e.seq
    && x.type === kind);
  if (before === undefined) {
    return fail(LOG, place, e.rec["follows"], `在前的 ${kind} 条目`, "改派没有所依据的条目");
  }
  if (e.rec["beacon_type"] === "none") fail(LOG, place, "none", "公共随机源", "改派须用公共随机数");
  const fault = beaconFault(c, e);
  if (fault !== null) fail(LOG, place, e.rec["value"], "有效的随机数", fault);
  if (e.rec["beacon_type"] !== "drand-quicknet") return;
  const t = drandTime(e.rec["round"] as number);
  if (t <= before.time) {
    fail(LOG, place, f.timeText(t), `晚于 ${f.timeText(before.time)}`, "随机数在回避之前就已公布");
  }
}

export function* v26(c: Ctx): Steps<string | null> {
  const list = c.mine.filter((e) => e.type === "recuse" || e.type === "rematch");
  for (const e of list) {
    if (e.type === "rematch") beaconOfRematch(c, e);
    yield 0.5;
  }
  if (c.files.has(RM)) {
    const work = new Rematching(c, yield* stepsIn(RM, readRematches(c)));
    const ups = moved.get(c)!;
    for (const e of c.mine) {
      if (e.type === "replace") {
        const up = ups.find((u) => u.seq === e.seq);
        if (up !== undefined) work.replaced(up);
      } else if (e.type === "recuse") work.recuse(e);
      else if (e.type === "rematch") work.rematch(e);
    }
    work.finish();
  }
  if (list.length === 0) return null;
  const n = list.filter((e) => e.type === "rematch").length;
  return `${list.length - n} 次回避、${n} 次改派，接替的人员都由新的公共随机数决定。`;
}

