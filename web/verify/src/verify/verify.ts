/** All checks in their order (bundle-1 §3) and the report they give. */
import type { Bytes } from "../ssj1/bytes.ts";
import { SM3 } from "../ssj1/hash.ts";
import { v25, v26 } from "./checks-after.ts";
import { v09, v10, v13, v14, v15, v27 } from "./checks-ceremony.ts";
import { v16, v17, v18, v19, v20 } from "./checks-draw.ts";
import { v01, v02, v05, v06 } from "./checks-files.ts";
import { v03, v04, v07, v08 } from "./checks-log.ts";
import { v21, v22 } from "./checks-match.ts";
import { v23, v24 } from "./checks-proof.ts";
import { type Ctx, Failure } from "./context.ts";
import { v11, v12 } from "./people.ts";
import type { Steps } from "./tables.ts";

export type Verdict = "pass" | "fail" | "withheld" | "not reached";
export interface Deviation {
  file: string; place: string; found: string; expected: string; message: string;
}
export interface CheckReport {
  check: string; name: string; question: string; verdict: Verdict; note: string;
  /** Of a withheld check: not published at this stage, or no such part in this draw. */
  because?: "not_published" | "no_such_part";
  deviation?: Deviation;
}
export interface Report {
  tool: string; draw_id: string; stage: string; suite: string; rehearsal: boolean;
  verdict: "accepted" | "refused"; failed: string; checks: CheckReport[];
}

type Check = (c: Ctx) => Steps<string | null>;

/** Number, name, what is asked in plain words, work, weight in the progress bar. */
const CHECKS: [string, string, string, Check, number][] = [
  ["V-01", "文件清单", "文件齐全、没有被改动或夹带吗？", v01, 20],
  ["V-02", "规则", "抽取规则完整、合乎规定吗？", v02, 1],
  ["V-03", "日志条目", "公开日志的每一条都写得规范吗？", v03, 1],
  ["V-04", "日志顺序", "日志首尾相连、步骤没有颠倒吗？", v04, 1],
  ["V-05", "意向", "摇号之前，名单、规则和随机源都已固定吗？", v05, 1],
  ["V-06", "制品摘要", "公布的文件就是当时登记的文件吗？", v06, 1],
  ["V-07", "日志包含", "这些记录都在被签名的公开日志里吗？", v07, 1],
  ["V-08", "检查点", "日志由运营方签名、从未改写吗？", v08, 2],
  ["V-09", "见证签名", "独立见证方按时签名了吗？", v09, 2],
  ["V-10", "时间与监督规则", "各步按时进行、没有无故重抽吗？", v10, 2],
  ["V-11", "抽取底册", "底册与摇号前固定的一模一样吗？", v11, 30],
  ["V-12", "人员与回避表", "人员名单与回避关系没有事后改动吗？", v12, 2],
  ["V-13", "承诺与揭示", "各方的随机数与事先的承诺一致吗？", v13, 2],
  ["V-14", "公共随机源", "随机数真的来自约定的公共随机源吗？", v14, 2],
  ["V-15", "启封", "封存的随机数启封后与承诺一致吗？", v15, 1],
  ["V-16", "种子与密钥", "种子和抽签密钥是按公式算出来的吗？", v16, 1],
  ["V-17", "名额", "抽取名额与规则的比例一致吗？", v17, 1],
  ["V-18", "抽取结果", "抽中的正是签号最小的那些户吗？", v18, 30],
  ["V-19", "结果根", "公布的结果就是抽取当日的结果吗？", v19, 1],
  ["V-20", "检查户与匹配池", "待查户与批次、区域对得上吗？", v20, 2],
  ["V-21", "匹配摘要", "人手够不够、放宽了什么，说的是实情吗？", v21, 4],
  ["V-22", "检查组", "检查组人数足、有资格、无应回避者吗？", v22, 4],
  ["V-23", "最优性证明", "人员分配真的由抽签决定、无人为挑选吗？", v23, 8],
  ["V-24", "唯一性与互斥成员", "这样的分配只有一种吗？", v24, 2],
  ["V-25", "递补", "替换有证据、按候补次序吗？", v25, 1],
  ["V-26", "回避改派", "改派的人员由新的随机数决定吗？", v26, 1],
  ["V-27", "作废与更正", "作废和更正说明了原因吗？", v27, 1],
];
const TOTAL = CHECKS.reduce((s, x) => s + x[4], 0);

export interface Progress { check: string; name: string; fraction: number }

function fresh(files: Map<string, Bytes>): Ctx {
  return {
    files, h: SM3, bundle: null!, rules: null!, entries: [], mine: [], intent: null!,
    intentDigest: new Uint8Array(0), checkpoints: [], frame: null, officers: new Map(),
    conflicts: new Map(), seed: null, groupKeys: new Map(), unitResults: new Map(),
    resultRows: new Map(), resultTable: null, resultLeaves: new Map(), visits: new Map(),
    pools: [], beaconVerified: "", rematches: [],
  };
}

/** Is what the check needs absent from the draw itself, and not only unpublished? */
function because(c: Ctx, check: string): "not_published" | "no_such_part" {
  const n = Number(check.slice(2));
  const { stage } = c.bundle;
  if (n >= 25 || stage === "void") return "no_such_part";
  if (n === 15) return c.rules.publication === "sealed" ? "not_published" : "no_such_part";
  return n >= 20 && n <= 24 && stage === "open" ? "no_such_part" : "not_published";
}

/** Why nothing was to be checked, when a check says so without a note of its own. */
function whyWithheld(c: Ctx, check: string): string {
  const n = Number(check.slice(2));
  if (n === 7) return "检查点文件的格式有误，见 V-08。";
  const stage = c.bundle.stage;
  if (n === 11) return "底册按规则保密，只公布了指纹；企业可凭自己的一行与证明核对。";
  if (n === 13) return "随机数名单尚未截止；已有的托管与揭示已核对。";
  if (n === 15) return c.rules.publication === "sealed" ? "尚未启封。" : "即时公开，无需启封。";
  if (n === 14) return "公共随机数尚未产生。";
  if (n >= 20 && n <= 24 && stage === "open") return "本次没有（或没有可解的）人员匹配。";
  if (n >= 25) return "本次没有这类记录。";
  if (stage === "sealed") return "结果已摇出并封存，启封后公布，届时可核验。";
  if (stage === "void") return "本次抽取已作废，没有结果。";
  return "尚未摇号。";
}

function run(c: Ctx, i: number, done: number): Generator<Progress, CheckReport, void> {
  return (function* step(): Generator<Progress, CheckReport, void> {
    const [check, name, question, work, weight] = CHECKS[i]!;
    const base = { check, name, question };
    try {
      const steps = work(c);
      for (let s = steps.next(); ; s = steps.next()) {
        if (s.done) {
          return s.value === null
            ? {
              ...base, verdict: "withheld", note: whyWithheld(c, check),
              because: because(c, check),
            }
            : { ...base, verdict: "pass", note: s.value };
        }
        yield { check, name, fraction: (done + Math.min(1, s.value) * weight) / TOTAL };
      }
    } catch (e) {
      if (!(e instanceof Failure)) throw e;
      const { file, place, found, expected, message } = e;
      return {
        ...base, verdict: "fail", note: message,
        deviation: { file, place, found, expected, message },
      };
    }
  })();
}

export interface Outcome { report: Report; ctx: Ctx }

/** Verifies a bundle given as its files. Steps report progress; the last value is the outcome. */
export function* verifySteps(
  files: Map<string, Bytes>, each?: (r: CheckReport) => void,
): Generator<Progress, Outcome, void> {
  const c = fresh(files);
  const checks: CheckReport[] = [];
  let failed = "";
  let done = 0;
  for (let i = 0; i < CHECKS.length; i++) {
    const [check, name, question, , weight] = CHECKS[i]!;
    const r: CheckReport = failed === "" ? yield* run(c, i, done)
      : { check, name, question, verdict: "not reached", note: "前面的检查未通过，此项没有进行。" };
    if (r.verdict === "fail") failed = check;
    checks.push(r);
    each?.(r);
    done += weight;
    yield { check, name, fraction: done / TOTAL };
  }
  return { ctx: c, report: {
    tool: "sunlot-verify-web 1", draw_id: c.bundle?.drawId ?? "", stage: c.bundle?.stage ?? "",
    suite: c.bundle?.suite ?? "", rehearsal: c.rules?.rehearsal ?? false,
    verdict: failed === "" ? "accepted" : "refused", failed, checks,
  } };
}

/** Verifies at once, for the command line and tests. */
export function verifyBundle(files: Map<string, Bytes>): Outcome {
  const steps = verifySteps(files);
  for (let s = steps.next(); ; s = steps.next()) if (s.done) return s.value;
}
