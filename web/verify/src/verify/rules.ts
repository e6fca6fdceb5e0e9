/** `rules.json`: all that was decided before the draw (ssj-1 §5, §9.1). */
import { utf8 } from "../ssj1/bytes.ts";
import type { SuiteName } from "../ssj1/hash.ts";
import type { Rec, Value } from "../ssj1/record.ts";
import * as f from "./form.ts";

export interface Ratio { p: number; q: number }
export interface Keys { name: string; ed25519: string; sm2: string }
export interface Unit {
  unit: string; group: string; dept: string; class: "general" | "key"; items: string[];
  mode: "min" | "max" | "near" | "fixed" | "all" | "alloc";
  atLeastOne: boolean; ceiling: Ratio | null; batches: number; start: string; dir: "+" | "-";
  tags: string[]; special: { min: number; tag: string } | null;
  ratio: Ratio | null; n: number; alloc: string; share: number; lo: number; hi: number;
}
export interface Pool {
  pool: string; dept: string; demand: number; team: boolean; regions: string[];
}
export interface Matching {
  band: number; incompatible: [string, string][]; ladder: string[]; lastDay: string;
  rotation: "soft" | "hard"; tiers: { GRID: number; R1: number; R2: number }; pools: Pool[];
}
export interface Rules {
  drawId: string; suite: SuiteName; title: string; purpose: "draw" | "supplement"; base: string;
  rehearsal: boolean; publication: "sealed" | "immediate"; blinded: boolean; freezeDay: string;
  organiser: string; contributors: string[]; minReveals: number; recorders: string[];
  holders: { name: string; sm2: string }[];
  log: { origin: string; operator: Keys; witnesses: Keys[]; quorum: number; sm2Id: string };
  wait: Ratio; allocations: { alloc: string; total: number }[]; units: Unit[];
  matching: Matching | null;
}

const TOP = ["draw_id", "suite", "title", "purpose", "base", "rehearsal", "publication", "blinded",
  "freeze_day", "organiser", "contributors", "min_reveals", "recorders", "holders", "log", "wait",
  "allocations", "units", "matching"];
const UNIT = ["unit", "group", "dept", "class", "items", "mode", "at_least_one", "ceiling",
  "batches", "start", "dir", "tags", "special"];
const BY_MODE: Record<Unit["mode"], string[]> = {
  min: ["p", "q"], max: ["p", "q"], near: ["p", "q"], fixed: ["n"], all: [],
  alloc: ["alloc", "share", "lo", "hi"],
};
const MODES = ["min", "max", "near", "fixed", "all", "alloc"] as const;
const id = (s: string): string => s;

function names(
  v: Value | undefined, place: string, each: (v: Value, p: string) => string,
): string[] {
  const out = f.arr(v, place).map((x, i) => each(x, `${place}[${i}]`));
  return f.ascending(out, place, id);
}

function sm2Key(v: Value | undefined, place: string): string {
  return f.match(v, place, /^04[0-9a-f]{128}$/, "04 开头的 130 位小写十六进制");
}

function keys(v: Value | undefined, place: string): Keys {
  const r = f.obj(v, place, ["ed25519", "name", "sm2"]);
  return {
    name: f.keyName(r["name"], `${place}.name`),
    ed25519: f.hex(r["ed25519"], `${place}.ed25519`),
    sm2: sm2Key(r["sm2"], `${place}.sm2`),
  };
}

/** The SM2 user id: 1 to 64 bytes. */
function userId(v: Value | undefined): string {
  const s = f.str(v, "log.sm2_id");
  const n = utf8(s).length;
  return n >= 1 && n <= 64 ? s : f.bad("log.sm2_id", s, "1 至 64 字节");
}

function readLog(v: Value | undefined): Rules["log"] {
  const r = f.obj(v, "log", ["origin", "operator", "witnesses", "quorum", "sm2_id"]);
  const origin = f.keyName(r["origin"], "log.origin");
  const operator = keys(r["operator"], "log.operator");
  if (operator.name !== origin) f.bad("log.operator.name", operator.name, origin);
  const witnesses = f.arr(r["witnesses"], "log.witnesses")
    .map((x, i) => keys(x, `log.witnesses[${i}]`));
  f.ascending(witnesses, "log.witnesses", (k) => k.name);
  const same = witnesses.find((w) => w.name === operator.name);
  if (same) f.bad("log.witnesses", same.name, "与运营方不同的名称");
  return {
    origin, operator, witnesses,
    quorum: f.int(r["quorum"], "log.quorum", 0, witnesses.length),
    sm2Id: userId(r["sm2_id"]),
  };
}

function readUnit(v: Value, place: string): Unit {
  const m = typeof v === "object" && !Array.isArray(v) ? v["mode"] : undefined;
  const mode = f.one(m, `${place}.mode`, MODES);
  const r = f.obj(v, place, [...UNIT, ...BY_MODE[mode]]);
  const u: Unit = {
    unit: f.code(r["unit"], `${place}.unit`), group: f.code(r["group"], `${place}.group`),
    dept: f.dept(r["dept"], `${place}.dept`),
    class: f.one(r["class"], `${place}.class`, ["general", "key"] as const),
    items: f.arr(r["items"], `${place}.items`).map((x, i) => f.str(x, `${place}.items[${i}]`)),
    mode, atLeastOne: f.bool(r["at_least_one"], `${place}.at_least_one`),
    ceiling: f.isEmptyObject(r["ceiling"]) ? null
      : f.ratio(f.obj(r["ceiling"], `${place}.ceiling`, ["p", "q"]), `${place}.ceiling`),
    batches: f.int(r["batches"], `${place}.batches`, 1, 366),
    start: f.hex(r["start"], `${place}.start`),
    dir: f.one(r["dir"], `${place}.dir`, ["+", "-"] as const),
    tags: names(r["tags"], `${place}.tags`, f.code),
    special: readSpecial(r["special"], `${place}.special`),
    ratio: mode === "min" || mode === "max" || mode === "near" ? f.ratio(r, place) : null,
    n: mode === "fixed" ? f.count(r["n"], `${place}.n`) : 0,
    alloc: mode === "alloc" ? f.code(r["alloc"], `${place}.alloc`) : "",
    share: mode === "alloc" ? f.int(r["share"], `${place}.share`, 1, f.COUNT_MAX) : 1,
    lo: mode === "alloc" ? f.count(r["lo"], `${place}.lo`) : 0,
    hi: mode === "alloc" ? f.count(r["hi"], `${place}.hi`) : 0,
  };
  if (u.lo > u.hi) f.bad(`${place}.lo`, u.lo, `不大于 hi(${u.hi})`);
  if (u.class === "general") generalUnit(u, place);
  return u;
}

function readSpecial(v: Value | undefined, place: string): Unit["special"] {
  if (f.isEmptyObject(v)) return null;
  const r = f.obj(v, place, ["min", "tag"]);
  return { min: f.int(r["min"], `${place}.min`, 1, f.COUNT_MAX), tag: f.code(r["tag"], `${place}.tag`) };
}

/** A 一般检查事项 has a ceiling, is not drawn in full, and asks for no more than its ceiling. */
function generalUnit(u: Unit, place: string): void {
  if (u.ceiling === null) f.bad(`${place}.ceiling`, {}, "一般检查事项必须有比例上限");
  if (u.mode === "all") f.bad(`${place}.mode`, u.mode, "一般检查事项不得全部检查");
  const r = u.ratio;
  if (r === null) return;
  if (BigInt(r.p) * BigInt(u.ceiling.q) > BigInt(u.ceiling.p) * BigInt(r.q)) {
    f.bad(`${place}.p`, `${r.p}/${r.q}`, `不高于上限 ${u.ceiling.p}/${u.ceiling.q}`);
  }
}

function readPool(v: Value, place: string): Pool {
  const r = f.obj(v, place, ["demand", "dept", "pool", "regions", "team"]);
  const team = f.bool(r["team"], `${place}.team`);
  const list = f.arr(r["regions"], `${place}.regions`);
  if (list.length === 0) f.bad(`${place}.regions`, list, "至少一个区域，或 [\"*\"]");
  const regions = list.length === 1 && list[0] === "*" ? ["*"]
    : names(list, `${place}.regions`, f.region);
  return {
    pool: f.pool(r["pool"], `${place}.pool`), dept: f.dept(r["dept"], `${place}.dept`), team,
    demand: team ? f.int(r["demand"], `${place}.demand`, 1, 1)
      : f.int(r["demand"], `${place}.demand`, 2, 9),
    regions,
  };
}

const LADDER = /^(?:REGION|ROTATION|CAP\+[1-9])$/;

function readLadder(v: Value | undefined): string[] {
  const place = "matching.ladder";
  const out = f.arr(v, place).map((x, i) => f.match(x, `${place}[${i}]`, LADDER,
    "REGION、ROTATION 或 CAP+1…CAP+9"));
  if (new Set(out).size !== out.length) f.bad(place, out, "每步至多一次");
  f.ascending(out.filter((s) => s.startsWith("CAP")), place, id);
  return out;
}

function readMatching(v: Value | undefined): Matching | null {
  if (f.isEmptyObject(v)) return null;
  const r = f.obj(v, "matching",
    ["band", "incompatible", "ladder", "last_day", "pools", "rotation", "tiers"]);
  const pairs = f.arr(r["incompatible"], "matching.incompatible").map((x, i) => {
    const place = `matching.incompatible[${i}]`;
    const a = f.arr(x, place);
    if (a.length !== 2) f.bad(place, x, "两名人员");
    const two: [string, string] = [f.officer(a[0], place), f.officer(a[1], place)];
    if (two[0] >= two[1]) f.bad(place, x, "前者编号小于后者");
    return two;
  });
  f.ascending(pairs, "matching.incompatible", (p) => p.join("\t"));
  const t = f.obj(r["tiers"], "matching.tiers", ["GRID", "R1", "R2"]);
  const tiers = {
    GRID: f.int(t["GRID"], "matching.tiers.GRID", 0, 7),
    R1: f.int(t["R1"], "matching.tiers.R1", 0, 7), R2: f.int(t["R2"], "matching.tiers.R2", 0, 7),
  };
  if (tiers.GRID + tiers.R1 + tiers.R2 > 7) f.bad("matching.tiers", t, "合计不超过 7");
  const pools = f.arr(r["pools"], "matching.pools")
    .map((x, i) => readPool(x, `matching.pools[${i}]`));
  f.ascending(pools, "matching.pools", (p) => p.pool);
  return {
    band: f.int(r["band"], "matching.band", 0, 64), incompatible: pairs,
    ladder: readLadder(r["ladder"]), lastDay: f.day(r["last_day"], "matching.last_day"),
    rotation: f.one(r["rotation"], "matching.rotation", ["soft", "hard"] as const), tiers, pools,
  };
}

function across(r: Rules): void {
  const defined = new Set(r.allocations.map((a) => a.alloc));
  const used = new Set(r.units.filter((u) => u.mode === "alloc").map((u) => u.alloc));
  for (const a of used) if (!defined.has(a)) f.bad("units.alloc", a, "在 allocations 中定义");
  for (const a of defined) if (!used.has(a)) f.bad("allocations", a, "至少一个单元使用");
  const tag = new Map<string, string>();
  for (const u of r.units) {
    if (u.special === null) continue;
    const t = tag.get(u.dept) ?? u.special.tag;
    if (t !== u.special.tag) f.bad(`units.${u.unit}.special.tag`, u.special.tag, t);
    tag.set(u.dept, t);
    for (const p of r.matching?.pools ?? []) {
      if (p.dept === u.dept && u.special.min > p.demand) {
        f.bad(`units.${u.unit}.special.min`, u.special.min, `不超过 ${p.demand}`);
      }
    }
  }
}

function parties(r: Rec): Pick<Rules, "organiser" | "contributors" | "minReveals" | "holders"> {
  const organiser = f.party(r["organiser"], "organiser");
  const contributors = names(r["contributors"], "contributors", f.party);
  if (contributors.length < 3) f.bad("contributors", contributors, "至少 3 方");
  if (!contributors.includes(organiser)) f.bad("contributors", contributors, `含 ${organiser}`);
  const holders = f.arr(r["holders"], "holders").map((x, i) => {
    const h = f.obj(x, `holders[${i}]`, ["name", "sm2"]);
    return {
      name: f.party(h["name"], `holders[${i}].name`), sm2: sm2Key(h["sm2"], `holders[${i}].sm2`),
    };
  });
  f.ascending(holders, "holders", (h) => h.name);
  return {
    organiser, contributors, holders,
    minReveals: f.int(r["min_reveals"], "min_reveals", 2, contributors.length),
  };
}

/** Reads the rules from a record; throws FormError at the first thing that is not as §5 says. */
export function readRules(v: Value): Rules {
  const r = f.obj(v, "rules", TOP);
  const purpose = f.one(r["purpose"], "purpose", ["draw", "supplement"] as const);
  const publication = f.one(r["publication"], "publication", ["sealed", "immediate"] as const);
  const rules: Rules = {
    drawId: f.drawId(r["draw_id"], "draw_id"),
    suite: f.one(r["suite"], "suite", ["SM3", "SHA256"] as const),
    title: f.str(r["title"], "title"), purpose, publication,
    base: purpose === "draw" ? f.one(r["base"], "base", ["-"]) : f.drawId(r["base"], "base"),
    rehearsal: f.bool(r["rehearsal"], "rehearsal"), blinded: f.bool(r["blinded"], "blinded"),
    freezeDay: f.day(r["freeze_day"], "freeze_day"), ...parties(r),
    recorders: names(r["recorders"], "recorders", f.party), log: readLog(r["log"]),
    wait: f.ratio(f.obj(r["wait"], "wait", ["p", "q"]), "wait"),
    allocations: f.arr(r["allocations"], "allocations").map((x, i) => {
      const a = f.obj(x, `allocations[${i}]`, ["alloc", "total"]);
      return {
        alloc: f.code(a["alloc"], `allocations[${i}].alloc`),
        total: f.count(a["total"], `allocations[${i}].total`),
      };
    }),
    units: f.arr(r["units"], "units").map((x, i) => readUnit(x, `units[${i}]`)),
    matching: readMatching(r["matching"]),
  };
  f.ascending(rules.allocations, "allocations", (a) => a.alloc);
  f.ascending(rules.units, "units", (u) => u.unit);
  if (rules.units.length === 0) f.bad("units", [], "至少一个单元");
  if (publication === "sealed" && rules.holders.length < 2) {
    f.bad("holders", rules.holders.length, "封存发布至少两个托管方");
  }
  across(rules);
  return rules;
}
