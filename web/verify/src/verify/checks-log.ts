/** V-03 日志条目， V-04 日志顺序， V-07 日志包含， V-08 检查点. */
import { type Bytes, fromHex, utf8 } from "../ssj1/bytes.ts";
import { hashOf, SHA256, SM3, taggedHex } from "../ssj1/hash.ts";
import { leaf, verifyConsistency, verifyInclusion } from "../ssj1/merkle.ts";
import { readRecord, writeRecord, type Value } from "../ssj1/record.ts";
import { type Checkpoint, type Ctx, fail, Failure, fileOf, inFile, recordOf, same } from "./context.ts";
import { type Entry, readEntry } from "./entries.ts";
import * as f from "./form.ts";
import { lineKeyId, operatorOk, readNote, type TreeName } from "./notes.ts";
import type { Steps } from "./tables.ts";

const LOG = "log.jsonl";
const TREES = [["sha256", SHA256], ["sm3", SM3]] as const;

function proof(v: Value | undefined, place: string): Bytes[] {
  return f.arr(v, place).map((x, i) => fromHex(f.hex(x, `${place}[${i}]`)));
}

export function* v03(c: Ctx): Steps<string> {
  const b = fileOf(c, LOG);
  const entries: Entry[] = [];
  for (let at = 0; at < b.length; ) {
    const line = entries.length + 1;
    const end = b.indexOf(10, at);
    const place = `第 ${line} 行`;
    if (end < 0) fail(LOG, place, "没有换行符", "每行以换行符结束", "日志末行不完整");
    entries.push(inFile(LOG, () => readLine(b.subarray(at, end), place, line)));
    const [a, z] = entries.slice(-2);
    if (z !== undefined && a!.index >= z.index) {
      fail(LOG, `${place} index`, z.index, `大于 ${a!.index}`, "日志位置不递增");
    }
    at = end + 1;
    if (line % 256 === 0) yield at / b.length;
  }
  c.entries = entries;
  return `${entries.length} 条日志条目格式正确。`;
}

function readLine(bytes: Bytes, place: string, line: number): Entry {
  const r = f.obj(readRecord(bytes), place, ["entry", "index", "sha256", "sm3"]);
  const head = readEntry(r["entry"], `${place} entry`);
  const text = utf8(writeRecord(r["entry"]!));
  if (text.length > 60000) f.bad(place, text.length, "条目至多 60000 字节");
  return {
    ...head, bytes: text, line, index: f.int(r["index"], `${place} index`, 0, 2 ** 53 - 1),
    sha256: proof(r["sha256"], `${place} sha256`), sm3: proof(r["sm3"], `${place} sm3`),
  };
}

const AFTER_RESULT = ["replace", "match", "recuse", "rematch", "unseal", "correction"];

/** Which entry may follow, within one attempt. */
class Attempt {
  private readonly seen = new Set<string>();
  private intent: Entry | null = null;
  last = 0;

  private modeB(): boolean {
    const b = this.intent?.rec["beacon"] as { type?: string } | undefined;
    return b?.type === "none";
  }

  private allowed(e: Entry): boolean {
    const s = this.seen;
    const has = (...t: string[]): boolean => t.every((x) => s.has(x));
    if (s.has("void")) return false;
    const once = ["plan", "intent", "close", "beacon", "result", "match", "unseal"];
    if (once.includes(e.type) && s.has(e.type)) return false;
    switch (e.type) {
      case "plan": return s.size === 0;
      case "intent": return has("plan");
      case "escrow": case "reveal": return has("intent") && !s.has("close");
      case "close": return has("intent");
      case "beacon": return has("close") && !this.modeB();
      case "result": return has("close") && (this.modeB() || has("beacon"));
      case "void": return has("plan") && !s.has("beacon") && !s.has("result") && this.inTime(e);
      case "recuse": case "rematch": return has("result", "match");
      default: return AFTER_RESULT.includes(e.type) && has("result");
    }
  }

  private inTime(e: Entry): boolean {
    if (this.intent === null) return true;
    return e.time < f.time(this.intent.rec["t_b"], "t_b");
  }

  accept(e: Entry): boolean {
    if (!this.allowed(e)) return false;
    this.seen.add(e.type);
    if (e.type === "intent") this.intent = e;
    return true;
  }
}

export function* v04(c: Ctx): Steps<string> {
  const plan = f.planOf(c.bundle.drawId);
  const attempts = new Map<number, Attempt>();
  let prev: Entry | null = null;
  for (const e of c.entries) {
    const place = `第 ${e.line} 行`;
    same(LOG, `${place} draw_id`, f.planOf(e.drawId), plan, "条目不属于本计划");
    const no = f.attemptOf(e.drawId);
    let a = attempts.get(no);
    if (a === undefined) {
      const top = Math.max(0, ...attempts.keys());
      if (no < top) fail(LOG, `${place} draw_id`, e.drawId, `大于第 ${top} 次`, "次数倒序");
      a = new Attempt();
      attempts.set(no, a);
    }
    same(LOG, `${place} seq`, e.seq, ++a.last, "序号不连续");
    if (e.drawId === c.bundle.drawId) {
      same(LOG, `${place} suite`, e.suite, c.bundle.suite, "条目的算法套件不符");
    }
    const want: string = prev === null ? "0".repeat(64)
      : taggedHex(hashOf(e.suite), "entry", prev.bytes);
    same(LOG, `${place} prev`, e.prev, want, "与前一条目的链接断开");
    if (prev !== null && e.time < prev.time) {
      fail(LOG, `${place} time`, f.timeText(e.time), `不早于 ${f.timeText(prev.time)}`, "时间倒退");
    }
    if (!a.accept(e)) fail(LOG, `${place} type`, e.type, "按规定的次序", "条目次序不符");
    prev = e;
  }
  c.mine = c.entries.filter((e) => e.drawId === c.bundle.drawId);
  if (!c.mine.some((e) => e.type === "intent")) {
    fail(LOG, c.bundle.drawId, "（没有）", "intent 条目", "本次抽取没有意向条目");
  }
  if (c.rules.publication === "immediate" && c.mine.some((e) => e.type === "unseal")) {
    fail(LOG, "unseal", "有启封条目", "没有", "即时公开的抽取不应有启封");
  }
  return `本计划共 ${attempts.size} 次抽取、${c.entries.length} 条记录，首尾相接，时间不倒退。`;
}

function readCheckpoints(c: Ctx): Checkpoint[] {
  const file = "checkpoints.json";
  const list = f.arr(recordOf(c, file), "checkpoints");
  if (list.length === 0) f.bad("checkpoints", list, "至少一个检查点");
  let last = -1;
  return list.map((v, i) => {
    const p = `[${i}]`;
    const r = f.obj(v, p, ["consistency_sha256", "consistency_sm3", "sha256", "size", "sm3"]);
    const size = f.int(r["size"], `${p}.size`, 1, 2 ** 53 - 1);
    if (size <= last) f.bad(`${p}.size`, size, `大于 ${last}`);
    last = size;
    const { origin } = c.rules.log;
    return {
      size,
      notes: {
        sha256: readNote(f.str(r["sha256"], `${p}.sha256`), `${p}.sha256`, origin, size),
        sm3: readNote(f.str(r["sm3"], `${p}.sm3`), `${p}.sm3`, `${origin}/SM3`, size),
      },
      consistency: {
        sha256: proof(r["consistency_sha256"], `${p}.consistency_sha256`),
        sm3: proof(r["consistency_sm3"], `${p}.consistency_sm3`),
      },
    };
  });
}

/** The form of checkpoints.json is met here but judged as V-08 (null: not of its form). */
export function* v07(c: Ctx): Steps<string | null> {
  try {
    c.checkpoints = inFile("checkpoints.json", () => readCheckpoints(c));
  } catch (e) {
    if (e instanceof Failure) return null;
    throw e;
  }
  const last = c.checkpoints[c.checkpoints.length - 1]!;
  for (const e of c.entries) {
    for (const [tree, h] of TREES) {
      const n = last.notes[tree];
      if (!verifyInclusion(h, leaf(h, e.bytes), e.index, n.size, e[tree], n.root)) {
        fail(LOG, `第 ${e.line} 行 ${tree}`, `位置 ${e.index}`, `包含在大小 ${n.size} 的日志中`,
          "包含证明不成立：此条目不在最后一个检查点所签的日志里");
      }
    }
    yield e.line / c.entries.length;
  }
  return `${c.entries.length} 条记录都在第 ${last.size} 条为止的公开日志中（两棵树都验证）。`;
}

function lines(c: Ctx, i: number, tree: TreeName): void {
  const note = c.checkpoints[i]!.notes[tree];
  const known = new Set(c.rules.log.witnesses.map((w) => `${w.name} ${lineKeyId(w, tree, true)}`));
  const op = c.rules.log.operator;
  const operator = `${op.name} ${lineKeyId(op, tree, false)}`;
  const seen = new Set<string>();
  const place = `[${i}].${tree}`;
  for (const l of note.lines) {
    const who = `${l.name} ${l.keyId}`;
    if (seen.has(who)) fail("checkpoints.json", place, who, "每个密钥一行", "同一密钥签名两次");
    seen.add(who);
    if (who === operator) {
      if (!operatorOk(c.rules, tree, note, l)) {
        fail("checkpoints.json", place, who, "运营方签名有效", "运营方签名不成立");
      }
    } else if (!known.has(who)) {
      fail("checkpoints.json", place, who, "规则中的密钥", "签名行的密钥不在规则中");
    }
  }
  if (!seen.has(operator)) fail("checkpoints.json", place, "（没有）", operator, "缺少运营方签名");
}

export function* v08(c: Ctx): Steps<string> {
  const file = "checkpoints.json";
  if (c.checkpoints.length === 0) c.checkpoints = inFile(file, () => readCheckpoints(c));
  const last = c.checkpoints[c.checkpoints.length - 1]!;
  for (let i = 0; i < c.checkpoints.length; i++) {
    const p = c.checkpoints[i]!;
    for (const [tree, h] of TREES) {
      lines(c, i, tree);
      const [a, b] = [p.notes[tree], last.notes[tree]];
      if (!verifyConsistency(h, p.size, last.size, a.root, b.root, p.consistency[tree])) {
        fail(file, `[${i}].consistency_${tree}`, `大小 ${p.size}`, `是大小 ${last.size} 的前段`,
          "一致性证明不成立：日志被改写过");
      }
    }
    yield (i + 1) / c.checkpoints.length;
  }
  return `${c.checkpoints.length} 个检查点由 ${c.rules.log.operator.name} 签名，前后一致，没有改写。`;
}
