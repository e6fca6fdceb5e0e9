import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { utf8 } from "../../../verify/src/ssj1/bytes.ts";
import type { Ctx } from "../../../verify/src/verify/context.ts";
import { verifyBundle } from "../../../verify/src/verify/verify.ts";
import { compute, type Computed, difference, Withheld } from "./compute";

const corpus = join(process.cwd(), "../spec/fixtures/checks/checks.jsonl");
const bases = readFileSync(corpus, "utf8")
  .split("\n")
  .filter((line) => line.includes('"files"'))
  .map((line) => (JSON.parse(line) as { files: Record<string, string> }).files);

function verified(stage: string): Ctx {
  const files = bases.find((it) => it["bundle.json"]?.includes(`"stage":"${stage}"`)) ?? {};
  const bytes = new Map(Object.entries(files).map(([name, text]) => [name, utf8(text)]));
  const { report, ctx } = verifyBundle(bytes);
  expect(report.verdict).toBe("accepted");
  return ctx;
}

function run(ctx: Ctx): Computed {
  const steps = compute(ctx);
  for (let s = steps.next(); ; s = steps.next()) if (s.done) return s.value;
}

it("computes what the published result says, from the frame and the entropy alone", () => {
  const ctx = verified("open");
  const computed = run({ ...ctx, unitResults: new Map(), resultRows: new Map() });
  const stated = [...ctx.unitResults].map(([unit, it]) => ({ unit, n: it.n, cutoff: it.cutoff }));
  expect(difference(computed, stated)).toBe("");
  for (const unit of computed.units) {
    const rows = ctx.resultRows.get(unit.unit)!;
    expect(unit.rows.map((row) => row.key)).toEqual(rows.map((row) => row.key));
    expect(unit.bins.reduce((a, b) => a + b, 0)).toBe(unit.N);
  }
});

it("names the unit in which platform and screen differ", () => {
  const computed = run(verified("open"));
  const stated = computed.units.map(({ unit, n, cutoff }) => ({ unit, n, cutoff }));
  const [first] = stated;
  expect(difference(computed, [{ ...first!, n: first!.n + 1 }, ...stated.slice(1)])).toContain(
    first!.unit,
  );
  expect(difference(computed, stated.slice(1))).toContain("个数不同");
});

it("does not pretend to compute what is sealed", () => {
  expect(() => run(verified("sealed"))).toThrow(Withheld);
});
