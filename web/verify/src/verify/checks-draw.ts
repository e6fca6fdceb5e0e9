/** V-16 种子与密钥， V-17 名额， V-18 抽取结果， V-19 结果根， V-20 检查户与匹配池. */
import { fromHex, toHex, utf8, type Bytes } from "../ssj1/bytes.ts";
import { tagged, taggedHex } from "../ssj1/hash.ts";
import { batch, quotas, waiting } from "../ssj1/quota.ts";
import { readRecord, type Rec, type Value } from "../ssj1/record.ts";
import { type Nonce, seed, ticketKey, Tickets, Turn } from "../ssj1/tickets.ts";
import {
  type Ctx, entryOf, fail, fileOf, inFile, recordOf, type ResultRow, same, stepsIn,
} from "./context.ts";
import { beaconBytes, type BeaconType, EXCLUSIONS, excludedForm } from "./entries.ts";
import * as f from "./form.ts";
import { leafHex } from "./frame.ts";
import { poolCases } from "./pools.ts";
import type { Unit } from "./rules.ts";
import { SelectionWork } from "./selection.ts";
import {
  hexField, intField, listField, readTable, rowEnd, type Steps, tableRoot,
} from "./tables.ts";

const LOG = "log.jsonl";
const RJ = "result.json";
const RT = "result.tsv";

/** The seed from what the log publishes, or null while the organiser's nonce is sealed. */
export function publishedSeed(c: Ctx): Bytes | null {
  const nonces: Nonce[] = [];
  for (const { id } of c.intent.contributors) {
    const open = c.mine.find((e) => e.type === "reveal" && e.rec["contributor"] === id)
      ?? (id === c.rules.organiser ? entryOf(c, "unseal") : undefined);
    if (open === undefined && id === c.rules.organiser && c.rules.publication === "sealed") {
      return null;
    }
    nonces.push({ id, nonce: open ? fromHex(open.rec["nonce"] as string) : new Uint8Array(0) });
  }
  const { type, round } = c.intent.beacon;
  const value = (entryOf(c, "beacon")?.rec["value"] as string | undefined) ?? "";
  return seed(c.h, c.intentDigest, type, round, beaconBytes(type as BeaconType, value), nonces);
}

function readResult(c: Ctx, r: Rec): Map<string, string> {
  const groups = new Map<string, string>();
  f.obj(r, "result", ["draw_id", "suite", "intent", "seed", "groups", "units", "excluded"]);
  f.drawId(r["draw_id"], "draw_id");
  f.one(r["suite"], "suite", ["SM3", "SHA256"]);
  f.hex(r["intent"], "intent");
  f.hex(r["seed"], "seed");
  excludedForm(r["excluded"], "excluded", r);
  f.arr(r["groups"], "groups").forEach((v, i) => {
    const g = f.obj(v, `groups[${i}]`, ["group", "key"]);
    groups.set(f.code(g["group"], `groups[${i}].group`), f.hex(g["key"], `groups[${i}].key`));
  });
  const listed = f.arr(r["groups"], "groups") as Rec[];
  f.ascending(listed, "groups", (g) => g["group"] as string);
  const units = f.arr(r["units"], "units").map((v, i) => {
    const p = `units[${i}]`;
    const u = f.obj(v, p, ["N", "cutoff", "n", "next", "unit", "w"]);
    const unit = f.code(u["unit"], `${p}.unit`);
    c.unitResults.set(unit, {
      N: f.count(u["N"], `${p}.N`), n: f.count(u["n"], `${p}.n`), w: f.count(u["w"], `${p}.w`),
      cutoff: f.hexOrDash(u["cutoff"], `${p}.cutoff`), next: f.hexOrDash(u["next"], `${p}.next`),
    });
    return unit;
  });
  f.ascending(units, "units", (u) => u);
  return groups;
}

export function* v16(c: Ctx): Steps<string | null> {
  c.seed = publishedSeed(c);
  if (!c.files.has(RJ)) return null;
  const rec = recordOf(c, RJ) as Rec;
  const groups = inFile(RJ, () => readResult(c, rec));
  same(RJ, "draw_id", rec["draw_id"], c.rules.drawId, "抽取编号不符");
  same(RJ, "suite", rec["suite"], c.rules.suite, "算法套件不符");
  same(RJ, "intent", rec["intent"], toHex(c.intentDigest), "意向摘要不符");
  const S = c.seed!;
  same(RJ, "seed", rec["seed"], toHex(S), "种子不是由随机数与公共随机源算出的那个");
  const names = [...new Set(c.rules.units.map((u) => u.group))].sort();
  same(RJ, "groups", [...groups.keys()].join(" "), names.join(" "), "抽签组与规则不符");
  for (const g of names) {
    same(RJ, `groups.${g}`, groups.get(g), ticketKey(c.h, S, g), `组 ${g} 的密钥不符`);
  }
  c.groupKeys = groups;
  const e = entryOf(c, "result")!;
  same(LOG, "result.result", e.rec["result"], taggedHex(c.h, "result", c.files.get(RJ)!),
    "结果摘要与日志条目不符");
  if (e.rec["seed"] !== "-") same(LOG, "result.seed", e.rec["seed"], toHex(S), "种子与条目不符");
  yield 1;
  return `用意向、公共随机数和各方随机数重新算出种子 ${toHex(S).slice(0, 16)}… 与 ${names.length} 个抽签组密钥，一致。`;
}

/** Eligible objects of each unit, in the order of the rules. */
export function populations(c: Ctx): number[] {
  const fr = c.frame!;
  const perSet = new Float64Array(fr.sets.length);
  for (let i = 0; i < fr.count; i++) perSet[fr.set[i]!]!++;
  const N = c.rules.units.map(() => 0);
  fr.sets.forEach((units, s) => units.forEach((u) => (N[u]! += perSet[s]!)));
  return N;
}

function sameUnits(c: Ctx, file: string, list: Rec[], N: number[]): void {
  const want = c.rules.units.map((u) => u.unit).join(" ");
  same(file, "units", list.map((u) => u["unit"]).join(" "), want, "抽取单元与规则不符");
  const n = quotas(c.rules.units, N, c.rules.allocations);
  c.rules.units.forEach((u, i) => {
    const r = list[i]!;
    const w = waiting(n[i]!, N[i]!, c.rules.wait);
    same(file, `${u.unit} N`, r["N"], N[i], `单元 ${u.unit} 的可抽户数不符`);
    same(file, `${u.unit} n`, r["n"], n[i], `单元 ${u.unit} 的名额不是规则算出的数`);
    same(file, `${u.unit} w`, r["w"], w, `单元 ${u.unit} 的候补数不是规则算出的数`);
  });
}

export function* v17(c: Ctx): Steps<string | null> {
  const e = entryOf(c, "result");
  if (e === undefined) return null;
  const inEntry = e.rec["units"] as Rec[];
  const listed = new Map(inEntry.map((u) => [u["unit"], u["N"] as number]));
  const N = c.frame ? populations(c) : c.rules.units.map((u) => listed.get(u.unit) ?? 0);
  sameUnits(c, LOG, inEntry, N);
  const text = (v: Value): string => (v as Rec[]).map((x) => `${x["code"]}=${x["count"]}`).join(" ");
  const rec = c.files.has(RJ) ? recordOf(c, RJ) as Rec : null;
  if (rec !== null) {
    sameUnits(c, RJ, rec["units"] as Rec[], N);
    same(RJ, "excluded", text(rec["excluded"]!), text(e.rec["excluded"]!), "排除户数与条目不同");
  }
  if (c.frame !== null) {
    const ex = c.frame.excluded;
    const want = EXCLUSIONS.map((x, i) => ({ x, n: ex[i]! })).filter((y) => y.n > 0)
      .sort((a, b) => (a.x < b.x ? -1 : 1)).map((y) => `${y.x}=${y.n}`).join(" ");
    same(LOG, "result.excluded", text(e.rec["excluded"]!), want, "排除户数与底册不符");
  }
  yield 1;
  const sum = inEntry.reduce((s, u) => s + (u["n"] as number), 0);
  const who = c.frame ? "从底册重新数出的户数" : "公布的户数（底册未公开）";
  return `${inEntry.length} 个抽取单元的名额按${who}和规则比例重算一致，合计抽取 ${sum} 户次。`;
}

/** Rows of result.tsv by unit, with the form of every field checked. */
function* resultRows(c: Ctx): Steps<void> {
  const t = yield* readTable(fileOf(c, RT), 6, 2);
  c.resultTable = t;
  const units = new Map(c.rules.units.map((u) => [u.unit, u]));
  c.resultRows = new Map(c.rules.units.map((u) => [u.unit, []]));
  for (let i = 0; i < t.rows.length; i++) {
    const [id, unit, rank, key, mark, salt] = t.rows[i] as [string, string, string, string,
      string, string];
    const p = `第 ${i + 1} 行`;
    f.objectId(id, `${p} object_id`);
    const u = units.get(unit) ?? f.bad(`${p} unit`, unit, "规则中的抽取单元");
    hexField(salt, `${p} salt`, 32);
    const leaf = leafHex(c.h, t.bytes, t.starts[i]!, rowEnd(t, i));
    const row: ResultRow = {
      id, unit: u, rank: intField(rank, `${p} rank`, 1, f.COUNT_MAX),
      key: hexField(key, `${p} key`, 64), drawn: f.one(mark, `${p} S|W`, ["S", "W"]) === "S",
      line: i + 1, leaf,
    };
    c.resultRows.get(unit)!.push(row);
    c.resultLeaves.set(leaf, row);
    if (i % 4096 === 4095) yield i / t.rows.length;
  }
}

/** Is the key a ticket of the object in the unit, for the frame's weight or some weight? */
export function ticketFits(t: Tickets, row: ResultRow, weight: number): boolean {
  const turn = new Turn(row.unit.start, row.unit.dir);
  if (weight > 0) return toHex(t.keyOf(row.id, weight, turn)) === row.key;
  const p = utf8(row.id);
  const out = new Uint8Array(32);
  for (let j = 1; j <= 64; j++) {
    t.ticket(p, 0, p.length, j, out, 0);
    turn.apply(out, 0);
    if (toHex(out) === row.key) return true;
    // A smaller ticket before the matching one would have been the key of every later weight.
    if (toHex(out) < row.key) return false;
  }
  return false;
}

function checkRanks(c: Ctx, u: Unit, rows: ResultRow[]): void {
  const r = c.unitResults.get(u.unit)!;
  rows.sort((a, b) => a.rank - b.rank);
  same(RT, u.unit, rows.length, r.n + r.w, `单元 ${u.unit} 的行数不是 n + w`);
  rows.forEach((row, i) => {
    const p = `第 ${row.line} 行`;
    same(RT, `${p} rank`, row.rank, i + 1, "名次不连续");
    const b = rows[i - 1];
    if (b && !(b.key < row.key || (b.key === row.key && b.id < row.id))) {
      fail(RT, `${p} key`, row.key, `大于第 ${i} 名的 ${b.key}`, "名次与签号次序不符");
    }
    same(RT, `${p} S|W`, row.drawn ? "S" : "W", i < r.n ? "S" : "W", "抽中或候补标记不符");
  });
  same(RJ, `${u.unit} cutoff`, r.cutoff, r.n > 0 ? rows[r.n - 1]!.key : "-", "中签线不符");
  const after = rows[r.n]?.key;
  if (r.n === r.N) same(RJ, `${u.unit} next`, r.next, "-", "下一签号不符");
  else if (after !== undefined) same(RJ, `${u.unit} next`, r.next, after, "下一签号不符");
}

export function* v18(c: Ctx): Steps<string | null> {
  if (!c.files.has(RT)) return null;
  yield* stepsIn(RT, resultRows(c));
  let done = 0;
  const total = c.resultTable!.rows.length;
  for (const u of c.rules.units) {
    const t = new Tickets(c.h, c.groupKeys.get(u.group)!);
    for (const row of c.resultRows.get(u.unit)!) {
      let weight = 0;
      if (c.frame !== null) {
        const i = c.frame.find(row.id);
        if (i < 0) fail(RT, `第 ${row.line} 行`, row.id, "底册中的对象", "抽中对象不在底册中");
        weight = c.frame.weight[i]!;
      }
      if (!ticketFits(t, row, weight)) {
        fail(RT, `第 ${row.line} 行 key`, row.key, `${row.id} 的签号`, "签号不是由密钥与编码算出的");
      }
      if (++done % 2048 === 0) yield (0.3 * done) / total;
    }
  }
  // The whole selection first: a missing company is told by name, not as a wrong count.
  if (c.frame !== null) yield* new SelectionWork(c).run();
  for (const u of c.rules.units) checkRanks(c, u, c.resultRows.get(u.unit)!);
  if (c.frame === null) {
    return `${total} 行结果的签号、名次、中签线逐一重算一致（底册未公开，不能核对有无遗漏）。`;
  }
  return `对底册 ${c.frame.count} 户重新计算全部签号：每个单元抽中的正是签号最小的那些户，`
    + `${total} 行结果无一遗漏、无一多出。`;
}

export function* v19(c: Ctx): Steps<string | null> {
  if (c.resultTable === null) return null;
  const e = entryOf(c, "result")!;
  const root = toHex(yield* tableRoot(c.h, c.resultTable));
  const rows = c.resultTable.rows.length;
  same(LOG, "result.result_count", e.rec["result_count"], rows, "结果行数与条目不符");
  same(LOG, "result.result_root", e.rec["result_root"], root, "结果的根与条目不符");
  return `结果表 ${rows} 行的指纹与抽取当日登记的相同。`;
}

function readSnapshot(text: string, place: string): { region: string; grid: string } {
  const r = f.obj(readRecord(utf8(text)), place, ["grid", "private", "region", "salt"]);
  f.hex(r["private"], `${place}.private`);
  f.hex(r["salt"], `${place}.salt`, 16);
  const grid = r["grid"] === "-" ? "-" : f.region(r["grid"], `${place}.grid`);
  return { grid, region: f.region(r["region"], `${place}.region`) };
}

function* readVisits(c: Ctx): Steps<void> {
  const file = "visits.tsv";
  const t = yield* readTable(fileOf(c, file), 4, 1);
  const drawn = new Map<string, ResultRow[]>();
  for (const u of c.rules.units) {
    for (const r of c.resultRows.get(u.unit)!) {
      const list = drawn.get(r.id) ?? [];
      if (r.drawn) list.push(r);
      drawn.set(r.id, list);
    }
  }
  t.rows.forEach((row, i) => {
    const [id, units, batches, snapshot] = row as [string, string, string, string];
    const p = `第 ${i + 1} 行`;
    f.objectId(id, `${p} object_id`);
    const list = listField(units, `${p} units`, f.code);
    const days = batches === "-" ? [] : batches.split(",");
    days.forEach((b) => intField(b, `${p} batches`, 1, 366));
    const snap = readSnapshot(snapshot, `${p} snapshot`);
    const rows = drawn.get(id) ?? fail(file, p, id, "结果表中的对象", "检查户不在结果表中");
    drawn.delete(id);
    const want = rows.map((r) => r.unit.unit);
    same(file, `${p} units`, list.join(","), want.join(","), "检查户的单元与结果不符");
    const b = rows.map((r) => batch(r.rank, c.unitResults.get(r.unit.unit)!.n, r.unit.batches));
    same(file, `${p} batches`, batches, b.length === 0 ? "-" : b.join(","), "批次与名次不符");
    if (c.frame !== null) {
      const attrs = toHex(tagged(c.h, "attrs", snapshot));
      const frame = c.frame.row(c.frame.find(id)).attrs;
      same(file, `${p} snapshot`, attrs, frame, "属性快照与底册不符");
    }
    c.visits.set(id, { id, units: list, batches: days, ...snap });
  });
  const missing = [...drawn.keys()][0];
  if (missing !== undefined) fail(file, missing, "（缺少）", missing, "结果表中的对象不在检查户表中");
  const e = entryOf(c, "match")!;
  same(LOG, "match.visits_count", e.rec["visits_count"], t.rows.length, "检查户行数与条目不符");
  const root = toHex(yield* tableRoot(c.h, t));
  same(LOG, "match.visits_root", e.rec["visits_root"], root, "检查户表的根与条目不符");
}

export function* v20(c: Ctx): Steps<string | null> {
  if (!c.files.has("visits.tsv")) return null;
  yield* stepsIn("visits.tsv", readVisits(c));
  c.pools = poolCases(c);
  const entries = c.pools.reduce((s, p) => s + p.entries.length, 0);
  return `${[...c.visits.values()].filter((v) => v.units.length > 0).length} 户待查，`
    + `分属 ${c.pools.length} 个匹配池的 ${entries} 次检查。`;
}
