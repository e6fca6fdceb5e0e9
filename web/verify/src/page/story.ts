/** What happened in this draw, in the numbers of its bundle. Made when every check has run. */
import { toHex } from "../ssj1/bytes.ts";
import type { Rec } from "../ssj1/record.ts";
import { beaconName, cosignatures } from "../verify/checks-ceremony.ts";
import { type Ctx, entryOf } from "../verify/context.ts";
import { type BeaconType, type Entry, EXCLUSIONS } from "../verify/entries.ts";
import { BIT, type PoolCase } from "../verify/pools.ts";
import type { Unit } from "../verify/rules.ts";
import { REASONS } from "./explain.ts";

export interface StoryUnit {
  unit: string; items: string[]; rule: string; N: number; n: number; w: number; cutoff: string;
}
export interface StoryParty {
  id: string; organiser: boolean; commit: string; state: "shown" | "sealed" | "absent" | "waiting";
  shownAt: number | null;
}
export interface StoryPool {
  pool: string; entries: number; officers: number; posts: number; least: number; most: number;
  isVoid: boolean; relaxed: string[];
}
export interface Story {
  stage: string; sealed: boolean; drawn: boolean; day: string; frameRoot: string; count: number;
  eligible: number | null; excluded: { reason: string; n: number }[]; blinded: boolean;
  units: StoryUnit[]; parties: StoryParty[]; minReveals: number;
  beacon: { type: BeaconType; name: string; value: string };
  planAt: number; intentAt: number; tr: number; tb: number; closeAt: number | null;
  resultAt: number | null; unsealAt: number | null; deadline: number;
  witnesses: string[]; quorum: number; witnessedAt: number | null;
  seed: string; visits: number; officers: number; conflicts: number; pools: StoryPool[];
  later: { replaced: number; recused: number; rematched: number; corrected: number };
  attempts: number; voided: string; rows: number;
}

const percent = (p: number, q: number): string => `${Number(((p * 100) / q).toFixed(4))}%`;

function rule(u: Unit): string {
  const r = u.ratio === null ? "" : percent(u.ratio.p, u.ratio.q);
  const text = {
    min: `不低于 ${r}，不足一户进为一户`, max: `不超过 ${r}`, near: `最接近 ${r} 的整数`,
    fixed: `固定 ${u.n} 户`, all: "全部检查", alloc: `与其他单元按比例分配，至少 ${u.lo} 户`,
  }[u.mode];
  const ceiling = u.ceiling === null ? "" : `，上限 ${percent(u.ceiling.p, u.ceiling.q)}`;
  return `${text}${ceiling}${u.atLeastOne ? "，至少 1 户" : ""}`;
}

function units(c: Ctx, result: Entry | undefined): StoryUnit[] {
  const listed = new Map(((result?.rec["units"] ?? []) as Rec[]).map((u) => [u["unit"], u]));
  return c.rules.units.map((u) => {
    const r = listed.get(u.unit);
    const [N, n, w] = (["N", "n", "w"] as const).map((k) => (r?.[k] as number | undefined) ?? 0);
    return {
      unit: u.unit, items: u.items, rule: rule(u), N: N!, n: n!, w: w!,
      cutoff: c.unitResults.get(u.unit)?.cutoff ?? "",
    };
  });
}

function parties(c: Ctx): StoryParty[] {
  const closed = entryOf(c, "close");
  return c.intent.contributors.map(({ id, commit }) => {
    const shown = c.mine.find((e) => e.type === "reveal" && e.rec["contributor"] === id)
      ?? (id === c.rules.organiser ? entryOf(c, "unseal") : undefined);
    const kept = id === c.rules.organiser && c.rules.publication === "sealed";
    const state = shown ? "shown" : kept ? "sealed" : closed ? "absent" : "waiting";
    return { id, commit, organiser: id === c.rules.organiser, state, shownAt: shown?.time ?? null };
  });
}

/** What the ladder of the rules gave up, in words. */
function relaxed({ applied }: PoolCase): string[] {
  const words: string[] = [];
  if (applied.bits & BIT.REGION) words.push("允许跨片区");
  if (applied.bits & BIT.ROTATION) words.push("不再要求轮换");
  if (applied.cap > 0) words.push(`每人最多检查户数增加 ${applied.cap} 户`);
  return words;
}

function pool(p: PoolCase): StoryPool {
  const load = new Map<string, number>(p.officers.map((o) => [o.code, 0]));
  for (const team of p.team.values()) {
    for (const m of team) load.set(m.officer, (load.get(m.officer) ?? 0) + 1);
  }
  const loads = [...load.values()];
  return {
    pool: p.rule.pool, entries: p.entries.length, officers: p.officers.length,
    posts: p.entries.length * p.rule.demand, isVoid: p.isVoid, relaxed: relaxed(p),
    least: loads.length > 0 ? Math.min(...loads) : 0,
    most: loads.length > 0 ? Math.max(...loads) : 0,
  };
}

/** When enough witnesses had signed a checkpoint that holds the intent. */
function witnessed(c: Ctx, intent: Entry): { names: string[]; at: number | null } {
  const names = new Set<string>();
  let at: number | null = null;
  c.checkpoints.forEach((p, i) => {
    const times: number[] = [];
    for (const [name, t] of cosignatures(c, i)) {
      if (t.sha256 === undefined || t.sm3 === undefined) continue;
      names.add(name);
      times.push(Math.max(t.sha256, t.sm3));
    }
    times.sort((a, b) => a - b);
    const enough = times[c.rules.log.quorum - 1];
    if (intent.index < p.size && enough !== undefined) at = at === null ? enough : Math.min(at, enough);
  });
  return { names: [...names].sort(), at };
}

function excluded(c: Ctx, result: Entry | undefined): Story["excluded"] {
  const named = (code: string): string => REASONS[code] ?? code;
  if (c.frame !== null) {
    const list = EXCLUSIONS.map((code, i) => ({ reason: named(code), n: c.frame!.excluded[i]! }));
    return list.filter((x) => x.n > 0);
  }
  return ((result?.rec["excluded"] ?? []) as Rec[])
    .map((x) => ({ reason: named(x["code"] as string), n: x["count"] as number }));
}

export function story(c: Ctx): Story {
  const [plan, intent] = [entryOf(c, "plan")!, entryOf(c, "intent")!];
  const [close, result, unseal] = [entryOf(c, "close"), entryOf(c, "result"), entryOf(c, "unseal")];
  const out = excluded(c, result);
  const gone = out.reduce((s, x) => s + x.n, 0);
  const count = (type: string): number => c.mine.filter((e) => e.type === type).length;
  const seen = witnessed(c, intent);
  const { beacon } = c.intent;
  return {
    stage: c.bundle.stage, drawn: result !== undefined,
    sealed: result !== undefined && c.bundle.stage === "sealed",
    day: c.rules.freezeDay, frameRoot: c.intent.frameRoot, count: c.intent.frameCount,
    eligible: c.frame !== null || result ? c.intent.frameCount - gone : null, excluded: out,
    blinded: c.frame === null, units: units(c, result), parties: parties(c),
    minReveals: c.rules.minReveals,
    beacon: {
      type: beacon.type, name: beaconName(beacon),
      value: (entryOf(c, "beacon")?.rec["value"] as string | undefined) ?? "",
    },
    planAt: plan.time, intentAt: intent.time, tr: c.intent.tr, tb: c.intent.tb,
    closeAt: close?.time ?? null, resultAt: result?.time ?? null, unsealAt: unseal?.time ?? null,
    deadline: c.intent.deadline, witnesses: seen.names, quorum: c.rules.log.quorum,
    witnessedAt: seen.at, seed: c.groupKeys.size > 0 && c.seed !== null ? toHex(c.seed) : "",
    visits: [...c.visits.values()].filter((v) => v.units.length > 0).length,
    officers: c.intent.officerCount, conflicts: c.intent.conflictCount,
    pools: c.pools.map(pool), rows: c.resultTable?.rows.length ?? 0,
    later: {
      replaced: count("replace"), recused: count("recuse"), rematched: count("rematch"),
      corrected: count("correction"),
    },
    attempts: new Set(c.entries.map((e) => e.drawId)).size,
    voided: (entryOf(c, "void")?.rec["text"] as string | undefined) ?? "",
  };
}
