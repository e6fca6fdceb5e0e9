/** V-23 最优性证明， V-24 唯一性与互斥成员. */
import { toHex } from "../ssj1/bytes.ts";
import { Certificate, PairNumbers } from "./certificate.ts";
import { conflictOf, solved, type Step } from "./checks-match.ts";
import { type Ctx, entryOf, fail, fileOf, same, stepsIn } from "./context.ts";
import * as f from "./form.ts";
import { burden, type PoolCase } from "./pools.ts";
import { readTable, type Steps, tableRoot } from "./tables.ts";

const PT = "potentials.tsv";
const LOG = "log.jsonl";
const proofs = new WeakMap<PoolCase, Certificate[]>();

function* readPotentials(c: Ctx): Steps<Map<string, bigint>> {
  const t = yield* readTable(fileOf(c, PT), 5, 4);
  const out = new Map<string, bigint>();
  for (let i = 0; i < t.rows.length; i++) {
    const [pool, step, kind, id, value] = t.rows[i] as [string, string, string, string, string];
    const p = `第 ${i + 1} 行`;
    f.match(value, `${p} value`, /^(?:0|-?[1-9][0-9]*)$/, "十进制整数");
    f.one(kind, `${p} kind`, ["F", "O", "X", "T"]);
    out.set(`${pool}\t${step}\t${kind} ${id}`, BigInt(value));
    if (i % 8192 === 8191) yield (0.2 * i) / t.rows.length;
  }
  const e = entryOf(c, "match")!;
  same(LOG, "match.potentials_count", e.rec["potentials_count"], t.rows.length, "势的行数不符");
  const root = toHex(yield* tableRoot(c.h, t));
  same(LOG, "match.potentials_root", e.rec["potentials_root"], root, "势表的根与条目不符");
  return out;
}

/** Takes the potentials of the nodes of a step; every node must be there. */
function take(p: PoolCase, k: number, cert: Certificate, all: Map<string, bigint>): void {
  for (let v = 0; v <= cert.sink; v++) {
    const isX = v >= cert.E && v < 2 * cert.E;
    if (isX && p.entries[v - cert.E]!.a === 0) continue;
    const name = `${p.rule.pool}\t${k}\t${cert.nodeName(v)}`;
    const value = all.get(name);
    if (value === undefined) fail(PT, name, "（缺少）", name, "缺少一个节点的势");
    if (!cert.pi.set(v, value)) fail(PT, name, value.toString(), "2^130 以内", "势超出可能的范围");
    all.delete(name);
  }
}

/** Cost of a step by its definition. */
function objective(p: PoolCase, s: Step): bigint {
  const F = p.officers.length;
  const tier = p.tier();
  const index = new Map(p.officers.map((o, i) => [o, i]));
  const load = new Map<number, number>();
  let sum = 0n;
  s.teams.forEach((team, e) => team.forEach((m) => {
    const i = index.get(m.officer)!;
    sum += (BigInt(tier[e * F + i]!) << 105n) + m.r;
    const l = (load.get(i) ?? 0) + 1;
    load.set(i, l);
    sum += BigInt(burden(p, m.officer.prior + l)) << 74n;
  }));
  return sum;
}

export function* v23(c: Ctx): Steps<string | null> {
  if (!c.files.has(PT)) return null;
  const all = yield* stepsIn(PT, readPotentials(c));
  const work = c.pools.reduce((s, p) => s + p.steps, 0);
  let done = 0;
  let pairs = 0;
  for (const p of c.pools) {
    if (p.steps === 0) {
      same("matching.json", `${p.rule.pool} objective`, p.objective, "0", "目标值不符");
      continue;
    }
    const numbers = new PairNumbers(p);
    for (const x of numbers.fill()) yield 0.2 + (0.8 * (done + 0.4 * x)) / work;
    const list: Certificate[] = [];
    const steps = solved.get(p)!;
    for (let k = 0; k < steps.length; k++) {
      const cert = new Certificate(p, numbers, steps[k]!);
      take(p, k, cert, all);
      const fault = yield* cert.check();
      if (fault !== null) {
        fail(PT, `${p.rule.pool} ${k} ${fault.place}`, fault.found, fault.expected, fault.message);
      }
      list.push(cert);
      yield 0.2 + (0.8 * ++done) / work;
    }
    pairs += p.entries.length * p.officers.length;
    const want = objective(p, steps[steps.length - 1]!).toString();
    same("matching.json", `${p.rule.pool} objective`, p.objective, want, "目标值不符");
    proofs.set(p, list);
  }
  const extra = [...all.keys()][0];
  if (extra !== undefined) fail(PT, extra, extra, "没有此节点", "多余的势");
  if (work === 0) return null;
  return `${pairs} 对「检查户—人员」逐对验证：没有任何别的分配更优。`;
}

export function* v24(c: Ctx): Steps<string | null> {
  if (!c.files.has("matching.tsv")) return null;
  let n = 0;
  for (const p of c.pools) {
    const steps = p.steps === 0 ? [] : solved.get(p)!;
    for (let k = 0; k < steps.length; k++) {
      const place = `${p.rule.pool} ${k}`;
      const fault = proofs.get(p)![k]!.unique();
      if (fault !== null) {
        fail("matching.tsv", `${place} ${fault.place}`, fault.found, fault.expected, fault.message);
      }
      const next = conflictOf(c, p, steps[k]!);
      if (k + 1 < steps.length && next === null) {
        fail("matching.json", `${p.rule.pool} steps`, steps.length, k + 1, "多余的求解步");
      }
      if (k + 1 === steps.length && next !== null) {
        fail("matching.tsv", place, next, "没有互斥成员同组", "互斥的人员仍在同一检查组");
      }
      n++;
      yield n / (n + 1);
    }
  }
  if (n === 0) return null;
  return `最优分配只有这一个，没有互斥的人员同组（共 ${n} 步求解）。`;
}
