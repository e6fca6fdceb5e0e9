/** What the bundle says about one company (bundle-1 §4). */
import { type Bytes, toHex, utf8 } from "../ssj1/bytes.ts";
import { inclusionPath, leaf, node } from "../ssj1/merkle.ts";
import { Tickets, Turn } from "../ssj1/tickets.ts";
import { beaconName } from "../verify/checks-ceremony.ts";
import type { Ctx } from "../verify/context.ts";
import { fitting } from "../verify/pools.ts";
import type { Unit } from "../verify/rules.ts";
import { spread, type Spread } from "./spread.ts";

/** One step upwards: the neighbour's digest, its side, and what both give together. */
export interface ProofStep { side: "left" | "right"; with: string; gives: string }
export interface Proof { index: number; size: number; row: string; leaf: string; steps: ProofStep[] }
export interface UnitAnswer {
  unit: string; items: string[]; dept: string; key: string; weight: number; tickets: string[];
  turned: boolean; objectKey: string; N: number; n: number; w: number; cutoff: string; rank: number;
  listed: "drawn" | "waiting" | "no"; command: string; batch: string; team: string[];
  spread: Spread; group: string; line: number;
}
export interface Answer {
  id: string; frame: "present" | "absent" | "withheld"; status: string; reason: string;
  weight: number; proofs: Proof[]; root: string; units: UnitAnswer[]; sealed: boolean;
  challenge: string; note: string;
  /** Which draw the answer is of, for the printed sheet. */
  of: string;
  /** Why the code itself cannot be right. */
  fault: string;
}

export const REASONS: Record<string, string> = {
  CAP: "本年度检查次数已达上限", RECENT: "近期已被检查，间隔期内不再抽取",
  STATUS: "已注销、吊销或不在营业", TRIAL: "处于包容审慎观察期", PENDING: "有案件正在办理",
  IDBAD: "登记的编码有误，校验不通过", SCOPE: "不属于本次抽查范围", DRAWN: "在基础抽取中已被抽中",
};

/** The form in which codes stand in the frame: half-width, upper-case, without blanks. */
export function canonical(text: string): string {
  return text.normalize("NFKC").replace(/\s+/g, "").toUpperCase();
}

/** RFC 9162 §2.1.3.2, with every digest on the way kept for who follows it by hand. */
export function climb(c: Ctx, from: Bytes, index: number, size: number, path: Bytes[]): ProofStep[] {
  let [fn, sn, here] = [index, size - 1, from];
  return path.map((p) => {
    const left = fn % 2 === 1 || fn === sn;
    here = left ? node(c.h, p, here) : node(c.h, here, p);
    while (left && fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1];
    [fn, sn] = [fn >> 1, sn >> 1];
    return { side: left ? "left" : "right", with: toHex(p), gives: toHex(here) };
  });
}

const USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/** GB 32100-2015: the last of 18 characters checks the others. */
export function usccFault(id: string): string {
  if (!/^[0-9A-Z]{18}$/.test(id)) return "";
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += USCC.indexOf(id[i]!) * (3 ** i % 31);
  const fits = [...id].every((c) => USCC.includes(c)) && id[17] === USCC[(31 - (sum % 31)) % 31];
  return fits ? "" : "这个统一社会信用代码的校验位不对，可能输错了一位，请再核对一遍。";
}

function proofs(c: Ctx, at: number[]): Proof[] {
  const f = c.frame!;
  const leaves = f.leaves(c.h);
  return at.filter((i) => i >= 0 && i < f.count).map((i) => {
    const row = f.row(i).text;
    const own = leaf(c.h, utf8(row));
    const steps = climb(c, own, i, f.count, inclusionPath(c.h, leaves, i));
    return { index: i, size: f.count, row, leaf: toHex(own), steps };
  });
}

function unitAnswer(c: Ctx, u: Unit, id: string, weight: number): UnitAnswer {
  const key = c.groupKeys.get(u.group)!;
  const t = new Tickets(c.h, key);
  const r = c.unitResults.get(u.unit)!;
  const row = c.resultRows.get(u.unit)!.find((x) => x.id === id);
  const p = utf8(id);
  const tickets: string[] = [];
  for (let j = 1; j <= weight; j++) {
    const out = new Uint8Array(32);
    t.ticket(p, 0, p.length, j, out, 0);
    tickets.push(toHex(out));
  }
  const objectKey = toHex(t.keyOf(id, weight, new Turn(u.start, u.dir)));
  // The ticket that became the key; a turned unit shows its first ticket before the turn.
  const j = tickets.indexOf(objectKey);
  const text = j > 0 ? `${id}#${j + 1}` : id;
  const visit = c.visits.get(id);
  const pool = visit === undefined ? undefined : fitting(c, u.dept, visit.region)[0];
  const k = visit?.units.indexOf(u.unit) ?? -1;
  const algorithm = c.h.name === "SM3" ? "sm3" : "sha256";
  const lies = spread(c, t, u, objectKey, id);
  return {
    unit: u.unit, items: u.items, dept: u.dept, key, weight, tickets, objectKey,
    turned: u.dir === "-" || /[^0]/.test(u.start), N: r.N, n: r.n, w: r.w, cutoff: r.cutoff,
    rank: row?.rank ?? lies.rank, spread: lies, group: u.group, line: row?.line ?? 0,
    listed: row === undefined ? "no" : row.drawn ? "drawn" : "waiting",
    command: `printf '%s' "${key}${text}" | openssl dgst -${algorithm}`,
    batch: k >= 0 ? visit!.batches[k]! : "",
    team: row?.drawn === true ? (pool?.team.get(id) ?? []).map((m) =>
      (m.lead ? `${m.officer}（组长）` : m.officer)) : [],
  };
}

/** The answer for one code; the bundle must have been verified. */
export function explain(c: Ctx, text: string): Answer {
  const id = canonical(text);
  const a: Answer = {
    id, frame: "withheld", status: "", reason: "", weight: 1, proofs: [], units: [],
    root: c.intent.frameRoot, sealed: c.groupKeys.size === 0, challenge: "", note: "",
    of: `${c.rules.title}（抽取编号 ${c.rules.drawId}，名单固定于 ${c.rules.freezeDay}）`,
    fault: usccFault(id),
  };
  let units: Unit[] = [];
  if (c.frame !== null) {
    const i = c.frame.find(id);
    a.frame = i < 0 ? "absent" : "present";
    const at = c.frame.lowerBound(id);
    a.proofs = proofs(c, i < 0 ? [at - 1, at] : [i]);
    if (i >= 0) {
      const row = c.frame.row(i);
      a.status = row.status;
      a.weight = row.weight;
      a.reason = row.status === "E" ? "" : REASONS[row.status.slice(2)] ?? row.status;
      units = c.rules.units.filter((u) => row.units.includes(u.unit));
    }
  } else if (!a.sealed) {
    // Without the frame only the published rows tell the units of a company.
    units = c.rules.units.filter((u) => c.resultRows.get(u.unit)!.some((r) => r.id === id));
    a.note = "底册未公开：只能看到已公布的结果，没有列出不等于不在底册中。";
  }
  if (!a.sealed) a.units = units.map((u) => unitAnswer(c, u, id, a.weight));
  a.challenge = challenge(c, a);
  return a;
}

/** A text that names one number and that anyone can check without our programs. */
function challenge(c: Ctx, a: Answer): string {
  const head = `关于抽取 ${c.rules.drawId}(${c.rules.title})的核对，对象 ${a.id}:\n`;
  if (a.frame === "absent") {
    return `${head}该编码不在抽取底册中（底册根 ${a.root}）。如果该主体在 ${c.rules.freezeDay} `
      + "属于抽查范围，请组织方说明底册为何没有它。";
  }
  if (a.units.length === 0) return `${head}目前没有可以核对的签号。`;
  return head + a.units.map((u) => {
    const below = u.cutoff !== "-" && u.objectKey <= u.cutoff;
    const verdict = below === (u.listed === "drawn") ? "与公布的结果一致，没有异议理由。"
      : "与公布的结果不一致，请组织方书面答复。";
    return `抽取单元 ${u.unit}：签号 ${u.objectKey}，中签线 ${u.cutoff}，`
      + `按规则${below ? "应当" : "不应"}抽中；公布的结果${u.listed === "drawn" ? "已" : "未"}抽中。`
      + `${verdict}\n核对命令：${u.command}`;
  }).join("\n");
}

/** Numbers and names for the head of the page and for comparing with printed minutes. */
export interface Summary {
  title: string; drawId: string; stage: string; suite: string; publication: string; count: number;
  drawn: number; beacon: string; day: string; rehearsal: boolean;
  marks: { name: string; value: string }[]; checkpoint: string;
}

export function summary(c: Ctx): Summary | null {
  if (c.rules === null || c.bundle === null) return null;
  const marks: Summary["marks"] = [];
  const log = c.rules.log;
  for (const k of [log.operator, ...log.witnesses]) {
    marks.push({ name: `${k.name} 的 SM2 公钥`, value: k.sm2 });
    marks.push({ name: `${k.name} 的 Ed25519 公钥`, value: k.ed25519 });
  }
  const last = c.checkpoints[c.checkpoints.length - 1];
  for (const t of ["sm3", "sha256"] as const) {
    const root = last?.notes[t].body.split("\n")[2];
    if (root !== undefined) marks.push({ name: `检查点根（${t.toUpperCase()}）`, value: root });
  }
  if (c.intent !== null) {
    marks.push({ name: "意向摘要", value: toHex(c.intentDigest) });
    marks.push({ name: "规则摘要", value: c.intent.rules });
    marks.push({ name: "底册根", value: c.intent.frameRoot });
    marks.push({ name: "人员表根", value: c.intent.officerRoot });
    marks.push({ name: "回避表根", value: c.intent.conflictRoot });
  }
  const result = c.mine.find((e) => e.type === "result");
  if (result) marks.push({ name: "结果根", value: result.rec["result_root"] as string });
  if (c.seed !== null) marks.push({ name: "种子", value: toHex(c.seed) });
  for (const [g, k] of c.groupKeys) marks.push({ name: `抽签密钥 ${g}`, value: k });
  const units = (result?.rec["units"] ?? []) as { n: number }[];
  return {
    title: c.rules.title, drawId: c.rules.drawId, stage: c.bundle.stage, suite: c.rules.suite,
    publication: c.rules.publication, count: c.intent?.frameCount ?? 0,
    drawn: units.reduce((s, u) => s + u.n, 0),
    beacon: c.intent ? beaconName(c.intent.beacon) : "",
    day: c.rules.freezeDay, rehearsal: c.rules.rehearsal, marks,
    checkpoint: last ? last.notes[c.rules.suite === "SM3" ? "sm3" : "sha256"].body : "",
  };
}
