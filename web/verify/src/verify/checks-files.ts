/** V-01 文件清单， V-02 规则， V-05 意向， V-06 制品摘要. */
import { toHex, utf8 } from "../ssj1/bytes.ts";
import { hashOf, tagged, taggedHex } from "../ssj1/hash.ts";
import { writeRecord, type Value } from "../ssj1/record.ts";
import { drandTime } from "../ssj1/signatures.ts";
import { type Bundle, type Ctx, entryOf, fail, inFile, recordOf, same, sumsOf } from "./context.ts";
import { beaconName } from "./checks-ceremony.ts";
import { artefacts, readIntent } from "./entries.ts";
import * as f from "./form.ts";
import { readRules } from "./rules.ts";
import type { Steps } from "./tables.ts";

const BASE = ["checkpoints.json", "intent.json", "log.jsonl", "rules.json"];
const OPEN = ["conflicts.tsv", "officers.tsv", "result.json", "result.tsv"];
const MATCH = ["matching.json", "matching.tsv", "potentials.tsv", "rematches.tsv", "visits.tsv"];
export const NAMES = [...BASE, ...OPEN, ...MATCH, "frame.tsv"];

function readBundle(v: Value): Bundle {
  const r = f.obj(v, "bundle", ["audience", "bundle", "draw_id", "files", "stage", "suite"]);
  f.int(r["bundle"], "bundle", 1, 1);
  return {
    audience: f.one(r["audience"], "audience", ["public", "audit"] as const),
    drawId: f.drawId(r["draw_id"], "draw_id"), files: artefacts(r["files"], "files"),
    stage: f.one(r["stage"], "stage", ["committed", "sealed", "open", "void"] as const),
    suite: f.one(r["suite"], "suite", ["SM3", "SHA256"] as const),
  };
}

export function* v01(c: Ctx): Steps<string> {
  const file = "bundle.json";
  c.bundle = inFile(file, () => readBundle(recordOf(c, file)));
  c.h = hashOf(c.bundle.suite);
  if (c.files.size > 16) fail(file, "files", c.files.size, "至多 16 个", "文件过多");
  const listed = new Set(c.bundle.files.map((a) => a.name));
  for (const a of c.bundle.files) {
    if (!NAMES.includes(a.name)) fail(file, a.name, a.name, NAMES.join(" "), "不认识的文件名");
    if (!c.files.has(a.name)) fail(file, a.name, "（缺少）", a.name, `清单所列 ${a.name} 不在包中`);
  }
  for (const n of c.files.keys()) {
    if (n !== file && !listed.has(n)) fail(n, n, n, "清单中的文件", `${n} 不在清单中`);
  }
  const total = c.bundle.files.reduce((s, a) => s + a.bytes, 1);
  let done = 0;
  for (const a of c.bundle.files) {
    const b = c.files.get(a.name)!;
    same(a.name, "bytes", b.length, a.bytes, `${a.name} 的大小与清单不符`);
    const limit = /\.json$/.test(a.name) ? 64 * 1024 * 1024 : 2 ** 31;
    if (b.length > limit) fail(a.name, "bytes", b.length, limit, `${a.name} 超过大小限制`);
    const steps = sumsOf(b);
    let s = steps.next();
    for (; !s.done; s = steps.next()) yield (done + s.value * b.length) / total;
    same(a.name, "sha256", toHex(s.value.sha256), a.sha256, `${a.name} 的 SHA-256 与清单不符`);
    same(a.name, "sm3", toHex(s.value.sm3), a.sm3, `${a.name} 的 SM3 与清单不符`);
    done += b.length;
  }
  return `${c.bundle.files.length} 个文件的大小与两种摘要（SM3、SHA-256）都与清单一致，`
    + `共 ${(done / 1024).toFixed(0)} KiB。`;
}

export function* v02(c: Ctx): Steps<string> {
  const file = "rules.json";
  c.rules = inFile(file, () => readRules(recordOf(c, file)));
  same(file, "draw_id", c.rules.drawId, c.bundle.drawId, "规则的抽取编号与清单不符");
  same(file, "suite", c.rules.suite, c.bundle.suite, "规则的算法套件与清单不符");
  const r = c.rules;
  return `《${r.title}》：${r.units.length} 个抽取单元，${r.contributors.length} 个随机数提供方，`
    + `${r.log.witnesses.length} 个见证方（至少 ${r.log.quorum} 个签名）。`;
}

export function* v05(c: Ctx): Steps<string> {
  const file = "intent.json";
  const i = inFile(file, () => readIntent(recordOf(c, file)));
  c.intent = i;
  const r = c.rules;
  const e = entryOf(c, "intent")!;
  const plan = entryOf(c, "plan")!;
  c.intentDigest = tagged(c.h, "intent", c.files.get(file)!);
  same("log.jsonl", "intent.intent", e.rec["intent"], toHex(c.intentDigest), "意向摘要不符");
  const digest = taggedHex(c.h, "rules", c.files.get("rules.json")!);
  same(file, "rules", i.rules, digest, "意向中的规则摘要不是 rules.json 的摘要");
  same("log.jsonl", "plan.rules", plan.rec["rules"], digest, "计划条目中的规则摘要不符");
  same(file, "draw_id", i.drawId, r.drawId, "抽取编号不符");
  same(file, "suite", i.suite, r.suite, "算法套件不符");
  const ids = i.contributors.map((x) => x.id).join(",");
  same(file, "contributors", ids, r.contributors.join(","), "随机数提供方与规则不符");
  for (const k of ["purpose", "base", "title"] as const) {
    same("log.jsonl", `plan.${k}`, plan.rec[k], r[k], `计划条目的 ${k} 与规则不符`);
  }
  const rec = recordOf(c, file) as Record<string, Value>;
  for (const k of ["beacon", "t_r", "t_b", "deadline"]) {
    const found = writeRecord(e.rec[k]!);
    same("log.jsonl", `intent.${k}`, found, writeRecord(rec[k]!), `意向条目的 ${k} 与意向不符`);
  }
  modes(c);
  const result = entryOf(c, "result");
  if (result !== undefined) {
    const l = "log.jsonl";
    same(l, "result.intent", result.rec["intent"], toHex(c.intentDigest), "结果条目的意向摘要不符");
    const sealed = r.publication === "sealed";
    if ((result.rec["seed"] === "-") !== sealed) {
      fail(l, "result.seed", result.rec["seed"], sealed ? "-" : "种子", "种子的公开方式与规则不符");
    }
  }
  return `意向在摇号之前固定了底册（${i.frameCount} 行）、人员（${i.officerCount} 行）、`
    + `回避（${i.conflictCount} 行）、规则和公共随机源（${beaconName(i.beacon)}）。`;
}

function modes(c: Ctx): void {
  const [i, r, file] = [c.intent, c.rules, "intent.json"];
  const none = i.beacon.type === "none";
  same(file, "mode", i.mode, none ? "B" : "A", "模式与公共随机源不相配");
  if (i.beacon.type === "drand-quicknet") {
    const t = f.timeText(drandTime(i.beacon.round));
    same(file, "t_b", f.timeText(i.tb), t, "t_b 不是该轮公共随机数的时刻");
  }
  if (i.beacon.type === "ceremony" && r.recorders.length < 2) {
    fail("rules.json", "recorders", r.recorders.length, "至少两名", "现场摇号须有两名记录人");
  }
  if (!none) return;
  same(file, "t_b", f.timeText(i.tb), f.timeText(i.tr + 120), "模式 B 的 t_b 应为 t_r 后 120 秒");
  if (r.holders.length < 1) fail("rules.json", "holders", 0, "至少一个", "模式 B 须有托管方");
}

const ARTEFACTS: Record<string, string[]> = {
  intent: ["conflicts.tsv", "frame.tsv", "intent.json", "officers.tsv", "rules.json"],
  result: ["result.json", "result.tsv"],
  match: ["matching.json", "matching.tsv", "potentials.tsv", "visits.tsv"],
};

/** The stage that the entries of the attempt give (bundle-1 §1). */
function stageOf(c: Ctx): Bundle["stage"] {
  if (entryOf(c, "void")) return "void";
  if (!entryOf(c, "result")) return "committed";
  return c.rules.publication === "immediate" || entryOf(c, "unseal") ? "open" : "sealed";
}

export function* v06(c: Ctx): Steps<string> {
  const stage = stageOf(c);
  same("bundle.json", "stage", c.bundle.stage, stage, "清单的阶段与日志不符");
  const want = [...BASE];
  if (c.bundle.audience === "audit" || !c.rules.blinded) want.push("frame.tsv");
  if (stage === "open") want.push(...OPEN, ...(entryOf(c, "match") ? MATCH : []));
  want.sort();
  const have = c.bundle.files.map((a) => a.name).join(" ");
  same("bundle.json", "files", have, want.join(" "), "文件不是这一阶段应公布的那些");
  let n = 0;
  for (const e of c.entries) {
    const names = ARTEFACTS[e.type];
    if (names === undefined) continue;
    const place = `${e.drawId} 第 ${e.seq} 条 artefacts`;
    const list = inFile("log.jsonl", () => artefacts(e.rec["artefacts"], place));
    const found = list.map((a) => a.name).join(" ");
    same("log.jsonl", place, found, names.join(" "), "条目所列制品不全或多余");
    if (e.drawId !== c.bundle.drawId) continue;
    for (const a of list) {
      const b = c.files.get(a.name);
      if (b === undefined) continue;
      const s = yield* sumsOf(b);
      same(a.name, "bytes", b.length, a.bytes, `${a.name} 的大小与日志条目不符`);
      same(a.name, "sha256", toHex(s.sha256), a.sha256, `${a.name} 的 SHA-256 与日志条目不符`);
      same(a.name, "sm3", toHex(s.sm3), a.sm3, `${a.name} 的 SM3 与日志条目不符`);
      n++;
    }
  }
  return `本包处于「${STAGES[stage]}」阶段，${n} 个文件与日志中登记的摘要一致。`;
}

export const STAGES: Record<Bundle["stage"], string> = {
  committed: "已承诺，未摇号", sealed: "已摇号，结果封存", open: "结果公开", void: "本次作废",
};

/** For tests and the page: the digest of a text record. */
export function rulesDigest(suite: "SM3" | "SHA256", text: string): string {
  return taggedHex(hashOf(suite), "rules", utf8(text));
}
