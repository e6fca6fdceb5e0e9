/** V-09 见证签名， V-10 时间与监督规则， V-13 承诺与揭示， V-14 公共随机源， V-15 启封， V-27. */
import { fromHex, toHex, utf8 } from "../ssj1/bytes.ts";
import { SHA256, digest } from "../ssj1/hash.ts";
import type { Rec } from "../ssj1/record.ts";
import { drandVerify } from "../ssj1/signatures.ts";
import { sm2Verify } from "../ssj1/sm2.ts";
import { commitment } from "../ssj1/tickets.ts";
import { type Ctx, entryOf, fail, same } from "./context.ts";
import { type BeaconType, beaconForm, type Entry } from "./entries.ts";
import * as f from "./form.ts";
import { cosignedAt, lineKeyId, type TreeName } from "./notes.ts";
import type { Steps } from "./tables.ts";

const LOG = "log.jsonl";
const CP = "checkpoints.json";

/** Cosignature times of checkpoint i: witness name → time per tree. */
export function cosignatures(c: Ctx, i: number): Map<string, Partial<Record<TreeName, number>>> {
  const out = new Map<string, Partial<Record<TreeName, number>>>();
  const p = c.checkpoints[i]!;
  const newest = c.entries.filter((e) => e.index < p.size).reduce((t, e) => Math.max(t, e.time), 0);
  for (const tree of ["sha256", "sm3"] as const) {
    for (const line of p.notes[tree].lines) {
      const w = c.rules.log.witnesses.find((x) => x.name === line.name
        && lineKeyId(x, tree, true) === line.keyId);
      if (w === undefined) continue;
      const place = `[${i}].${tree} ${line.name}`;
      const t = cosignedAt(c.rules, w, tree, p.notes[tree], line);
      if (t === null) fail(CP, place, "签名不成立", "见证方签名有效", `${w.name} 的见证签名不成立`);
      if (t < newest) {
        fail(CP, place, t, `不早于 ${f.timeText(newest)}`, `${w.name} 的见证时间早于日志内容`);
      }
      const both = out.get(w.name) ?? {};
      both[tree] = t;
      out.set(w.name, both);
    }
  }
  return out;
}

/** Witnesses that cosigned both trees, with the later of the two times. */
function both(m: Map<string, Partial<Record<TreeName, number>>>): number[] {
  return [...m.values()].filter((x) => x.sha256 !== undefined && x.sm3 !== undefined)
    .map((x) => Math.max(x.sha256!, x.sm3!));
}

export function* v09(c: Ctx): Steps<string> {
  const quorum = c.rules.log.quorum;
  const all: number[][] = [];
  for (let i = 0; i < c.checkpoints.length; i++) {
    all.push(both(cosignatures(c, i)));
    yield (i + 1) / c.checkpoints.length;
  }
  const last = all[all.length - 1]!.length;
  if (last < quorum) fail(CP, "最后一个检查点", last, `至少 ${quorum}`, "两棵树都签名的见证方不足");
  const held = (e: Entry, limit: number, what: string): void => {
    const ok = c.checkpoints.some((p, i) => e.index < p.size
      && all[i]!.filter((t) => t <= limit).length >= quorum);
    if (!ok) {
      fail(CP, what, "没有这样的检查点", `${quorum} 个见证方于 ${f.timeText(limit)} 前签名`,
        `${what}条目没有按时得到见证`);
    }
  };
  held(entryOf(c, "intent")!, c.intent.tr - 600, "意向");
  const close = entryOf(c, "close");
  if (close) held(close, c.intent.tb, "截止");
  if (quorum === 0) {
    return `规则没有要求见证方签名；最后一个检查点实际有 ${last} 个见证方在两棵树上签名，均有效。`;
  }
  return `最后一个检查点由 ${last} 个见证方在两棵树上签名（要求 ${quorum} 个）；`
    + "意向在揭示截止前 10 分钟以上已被见证。";
}

/** The time at which deadlines are judged: newest cosignature of the last checkpoint. */
function judgedAt(c: Ctx): number {
  const m = cosignatures(c, c.checkpoints.length - 1);
  const times = [...m.values()].flatMap((x) => Object.values(x));
  const entry = c.entries[c.entries.length - 1]!.time;
  return times.length > 0 ? Math.max(...times) : entry;
}

function ownTimes(c: Ctx): void {
  const { tr, tb, deadline } = c.intent;
  const late = (e: Entry, limit: number, what: string): void => {
    if (e.time > limit) {
      fail(LOG, `第 ${e.line} 行 time`, f.timeText(e.time), `不晚于 ${f.timeText(limit)}`, what);
    }
  };
  const early = (e: Entry, limit: number, what: string): void => {
    if (e.time < limit) {
      fail(LOG, `第 ${e.line} 行 time`, f.timeText(e.time), `不早于 ${f.timeText(limit)}`, what);
    }
  };
  for (const e of c.mine) {
    if (e.type === "intent") late(e, tr - 600, "意向晚于揭示截止前 10 分钟");
    if (e.type === "escrow") late(e, tr, "托管晚于揭示截止");
    if (e.type === "reveal" && e.rec["by"] === e.rec["contributor"]) late(e, tr, "揭示晚于截止");
    if (e.type === "close") {
      early(e, tr, "名单截止早于揭示截止");
      late(e, tb, "名单截止晚于公共随机数时刻");
    }
    if (e.type === "beacon" && c.intent.mode === "A") early(e, tb, "公共随机数早于约定时刻");
    if (e.type === "result") late(e, deadline, "结果晚于期限");
  }
}

interface Try { no: number; entries: Entry[] }

function attempts(c: Ctx): Try[] {
  const m = new Map<number, Entry[]>();
  for (const e of c.entries) {
    const no = f.attemptOf(e.drawId);
    m.set(no, [...(m.get(no) ?? []), e]);
  }
  return [...m].sort((a, b) => a[0] - b[0]).map(([no, entries]) => ({ no, entries }));
}

function monitor(c: Ctx, now: number): void {
  const tries = attempts(c);
  const seen = new Map<string, number>();
  let results = 0;
  tries.forEach((t, i) => {
    same(LOG, `M1 第 ${t.no} 次`, t.no, i + 1, "抽取次数不连续（M1）");
    const first = (type: string): Entry | undefined => t.entries.find((e) => e.type === type);
    const intent = first("intent");
    const result = first("result");
    if (intent) {
      const deadline = f.time(intent.rec["deadline"], "deadline");
      const late = result ? result.time > deadline : !first("void") && now > deadline;
      if (late) fail(LOG, `M2 第 ${t.no} 次`, "没有按时的结果或作废", f.timeText(deadline), "逾期（M2）");
      const b = intent.rec["beacon"] as Rec;
      const key = `${b["type"]} ${b["round"]}`;
      const before = seen.get(key);
      if (b["type"] !== "none" && before !== undefined) {
        fail(LOG, `M6 第 ${t.no} 次`, key, "不同的公共随机源", `与第 ${before} 次用同一期随机数（M6）`);
      }
      seen.set(key, t.no);
    }
    const annuls = t.entries.some((e) => e.type === "correction" && e.rec["annuls"] === true);
    const plan = first("plan")!;
    if (plan.rec["purpose"] === "draw" && result && !annuls) results++;
    if (results > 1) fail(LOG, `M4 第 ${t.no} 次`, results, 1, "一个计划有两个有效结果（M4）");
    if (i > 0) again(plan, tries[i - 1]!);
  });
}

function again(plan: Entry, before: Try): void {
  const ended = before.entries.some((e) => e.index < plan.index && (e.type === "void"
    || (e.type === "correction" && e.rec["annuls"] === true)));
  if (plan.rec["reason"] === "-" || (!ended && plan.rec["purpose"] !== "supplement")) {
    fail(LOG, `M3 第 ${plan.line} 行`, plan.rec["reason"], "前一次已作废或撤销，或为补充抽取",
      "重新抽取没有依据（M3）");
  }
}

export function* v10(c: Ctx): Steps<string> {
  ownTimes(c);
  monitor(c, judgedAt(c));
  const { tr, tb } = c.intent;
  return `揭示截止 ${f.timeText(tr)}，公共随机数时刻 ${f.timeText(tb)}，各步都在规定时间内；`
    + `监督规则 M1–M6 成立，没有无故重抽。`;
}

function checkEscrow(c: Ctx, e: Entry, seen: Set<string>): void {
  const place = `第 ${e.line} 行`;
  const { contributor, holder } = e.rec as Record<string, string>;
  const commit = c.intent.contributors.find((x) => x.id === contributor)?.commit;
  if (commit === undefined) fail(LOG, place, contributor, "规则中的提供方", "未知的提供方");
  const h = c.rules.holders.find((x) => x.name === holder);
  if (h === undefined) return fail(LOG, place, holder, "规则中的托管方", "未知的托管方");
  const pair = `${contributor} ${holder}`;
  if (seen.has(pair)) fail(LOG, place, pair, "每方一次", "同一托管方重复托管");
  seen.add(pair);
  const box = toHex(digest(SHA256, fromHex(e.rec["box"] as string)));
  const text = `SSJ-1/receipt\n${e.drawId}\n${contributor}\n${commit}\n${box}\n`;
  const receipt = fromHex(e.rec["receipt"] as string);
  if (!sm2Verify(fromHex(h.sm2), c.rules.log.sm2Id, utf8(text), receipt)) {
    fail(LOG, place, holder, "托管回执签名有效", `${holder} 的托管回执签名不成立`);
  }
}

function checkReveal(c: Ctx, e: Entry, seen: Set<string>): void {
  const place = `第 ${e.line} 行`;
  const { contributor, by, nonce } = e.rec as Record<string, string>;
  const commit = c.intent.contributors.find((x) => x.id === contributor)?.commit;
  if (commit === undefined) fail(LOG, place, contributor, "规则中的提供方", "未知的提供方");
  if (seen.has(contributor!)) fail(LOG, place, contributor, "只揭示一次", "重复揭示");
  seen.add(contributor!);
  const found = commitment(c.h, e.drawId, contributor!, fromHex(nonce!));
  same(LOG, `${place} nonce`, found, commit, `${contributor} 的随机数与事先的承诺不符`);
  if (by === contributor) return;
  const held = c.mine.some((x) => x.type === "escrow" && x.line < e.line
    && x.rec["contributor"] === contributor && x.rec["holder"] === by);
  if (c.intent.mode !== "B" || e.time < c.intent.tr || !held) {
    fail(LOG, `${place} by`, by, contributor, "揭示人既不是提供方，也不是有权开启的托管方");
  }
}

function checkClose(c: Ctx, close: Entry, revealed: Set<string>, escrows: Set<string>): void {
  const place = `第 ${close.line} 行`;
  const { organiser, contributors, publication } = c.rules;
  const sealed = publication === "sealed" ? [organiser] : [];
  const absent = contributors.filter((x) => !revealed.has(x) && !sealed.includes(x));
  if (c.intent.mode === "B") same(LOG, place, absent.join(","), "", "模式 B 不得有缺席方");
  const want = { revealed: [...revealed].sort(), sealed, absent };
  for (const k of ["revealed", "sealed", "absent"] as const) {
    const found = (close.rec[k] as string[]).join(",");
    same(LOG, `${place} ${k}`, found, want[k].join(","), "截止名单与揭示情况不符");
  }
  const holders = (id: string): number => [...escrows].filter((p) => p.startsWith(`${id} `)).length;
  if (sealed.length > 0 && holders(organiser) < 2) {
    fail(LOG, "escrow", holders(organiser), "至少 2", "组织方的随机数托管不足两处");
  }
  if (c.intent.mode === "B") {
    for (const id of contributors) {
      if (holders(id) === 0) fail(LOG, "escrow", id, "至少一处托管", `${id} 没有托管`);
    }
  }
}

export function* v13(c: Ctx): Steps<string | null> {
  const revealed = new Set<string>();
  const escrows = new Set<string>();
  let n = 0;
  for (const e of c.mine) {
    if (e.type === "escrow") checkEscrow(c, e, escrows);
    if (e.type === "reveal") checkReveal(c, e, revealed);
    if (e.type === "escrow") yield ++n / (n + 1);
  }
  const { organiser, publication, minReveals } = c.rules;
  const sealed = publication === "sealed";
  if (sealed && revealed.has(organiser)) {
    fail(LOG, "reveal", organiser, "不揭示", "封存发布时组织方不得揭示");
  }
  const close = entryOf(c, "close");
  if (close === undefined) return null;
  checkClose(c, close, revealed, escrows);
  if (entryOf(c, "beacon") ?? entryOf(c, "result")) {
    const got = new Set([...revealed, ...(sealed ? [organiser] : [])]);
    const others = [...got].filter((x) => x !== organiser).length;
    if (got.size < minReveals || others === 0) {
      fail(LOG, "close", got.size, `至少 ${minReveals}，且不只组织方`, "揭示的提供方不足，应当作废");
    }
  }
  const gone = (close.rec["absent"] as string[]).length;
  return `${revealed.size} 方揭示的随机数与事先的承诺一致`
    + (sealed ? "，组织方的随机数由托管方保管" : "") + (gone > 0 ? `，${gone} 方缺席。` : "。");
}

/** Value, signature and sheets of a beacon as V-14 and V-26 ask. */
export function beaconFault(c: Ctx, e: Entry): string | null {
  const type = e.rec["beacon_type"] as BeaconType;
  const value = e.rec["value"] as string;
  const sheets = e.rec["sheets"] as Rec[];
  if (!beaconForm(type, value)) return "随机数的格式不对";
  if (type === "drand-quicknet" && !drandVerify(e.rec["round"] as number, fromHex(value))) {
    return "drand 签名不成立";
  }
  if (type !== "ceremony") return sheets.length > 0 ? "此类随机源不应有记录单" : null;
  if (sheets.length !== 2) return "现场摇号须有两份记录单";
  for (const s of sheets) {
    if (!c.rules.recorders.includes(s["by"] as string)) return `${s["by"]} 不是规则中的记录人`;
    if (s["value"] !== value) return `${s["by"]} 的记录与公布的数字不同`;
  }
  return null;
}

const SOURCES: Record<BeaconType, string> = {
  "drand-quicknet": "drand 公共随机信标", ssq: "双色球", dlt: "超级大乐透",
  ceremony: "现场公开摇号", none: "",
};

/** A beacon in words. */
export function beaconName(b: { type: BeaconType; round: number }): string {
  if (b.type === "none") return "不用公共随机源（模式 B）";
  const unit = b.type === "ceremony" ? "场" : b.type === "drand-quicknet" ? "轮" : "期";
  return `${SOURCES[b.type]}第 ${b.round} ${unit}`;
}

export function* v14(c: Ctx): Steps<string | null> {
  const { beacon, floor } = c.intent;
  if (floor !== null && floor.type === "drand-quicknet") {
    if (!drandVerify(floor.round, fromHex(floor.value))) {
      fail("intent.json", "floor", floor.round, "drand 签名有效", "floor 的签名不成立");
    }
    if (beacon.type === "drand-quicknet" && floor.round >= beacon.round) {
      fail("intent.json", "floor", floor.round, `小于 ${beacon.round}`, "floor 不早于约定的轮次");
    }
  }
  yield 0.5;
  const e = entryOf(c, "beacon");
  if (e === undefined) {
    if (c.intent.mode === "A") return null;
    same("intent.json", "beacon.round", beacon.round, 0, "模式 B 的轮次应为 0");
    return "本次不用公共随机源（模式 B：全部随机数托管后揭示）。";
  }
  const place = `第 ${e.line} 行`;
  same(LOG, `${place} beacon_type`, e.rec["beacon_type"], beacon.type, "随机源与意向不同");
  same(LOG, `${place} round`, e.rec["round"], beacon.round, "期次与意向不同");
  const fault = beaconFault(c, e);
  if (fault !== null) fail(LOG, place, e.rec["value"], `${beacon.type} 第 ${beacon.round} 期`, fault);
  const how = beacon.type === "drand-quicknet" ? "签名用内置的固定公钥验证成立"
    : beacon.type === "ceremony" ? "两名记录人的记录单一致" : "格式正确，请与官方公告核对";
  return `${beaconName(beacon)}，与事先约定的期次相同，${how}。`;
}

export function* v15(c: Ctx): Steps<string | null> {
  const e = entryOf(c, "unseal");
  if (e === undefined) return null;
  const { organiser } = c.rules;
  const place = `第 ${e.line} 行`;
  const commit = c.intent.contributors.find((x) => x.id === organiser)!.commit;
  const found = commitment(c.h, e.drawId, organiser, fromHex(e.rec["nonce"] as string));
  same(LOG, `${place} nonce`, found, commit, "启封的随机数与组织方的承诺不符");
  const by = e.rec["by"] as string;
  const held = c.mine.some((x) => x.type === "escrow" && x.rec["contributor"] === organiser
    && x.rec["holder"] === by);
  if (by !== organiser && !held) fail(LOG, `${place} by`, by, organiser, "启封人无权启封");
  return `组织方封存的随机数由 ${by} 启封，与摇号前的承诺一致。`;
}

export function* v27(c: Ctx): Steps<string | null> {
  let n = 0;
  for (const e of c.mine) {
    const place = `第 ${e.line} 行`;
    const reason = e.rec["reason"] as string;
    if (e.type !== "correction" && e.type !== "void") continue;
    n++;
    if (!/^[0-9A-Z_.-]{1,32}$/.test(reason) || reason === "-") {
      fail(LOG, place, reason, "原因代码", "作废或更正没有原因代码");
    }
    if (e.type === "correction") {
      const of = e.rec["of"] as number;
      if (of >= e.seq) fail(LOG, place, of, `小于 ${e.seq}`, "更正所指的条目不在它之前");
    }
    if (e.type === "void" && e.rec["text"] === "") {
      fail(LOG, place, "", "文字说明", "作废没有说明");
    }
  }
  return n === 0 ? null : `${n} 条作废或更正记录写明了原因。`;
}
