/** Command line for tests: verify a bundle or a corpus, print tickets. */
import { createReadStream, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Bytes, toHex, utf8 } from "./ssj1/bytes.ts";
import { hashOf, type SuiteName } from "./ssj1/hash.ts";
import { Tickets, Turn } from "./ssj1/tickets.ts";
import { unpack } from "./verify/unpack.ts";
import { type Report, verifyBundle } from "./verify/verify.ts";

function load(path: string): Map<string, Bytes> {
  if (!statSync(path).isDirectory()) return unpack(new Uint8Array(readFileSync(path)));
  const files = new Map<string, Bytes>();
  for (const n of readdirSync(path)) {
    if (statSync(join(path, n)).isFile()) files.set(n, new Uint8Array(readFileSync(join(path, n))));
  }
  return files;
}

function print(r: Report): void {
  for (const c of r.checks) {
    console.log(`${c.check} ${c.name}\t${c.verdict}\t${c.note}`);
    const d = c.deviation;
    if (d) console.log(`    ${d.file} ${d.place}\n    现为： ${d.found}\n    应为： ${d.expected}`);
  }
  console.log(`${r.rehearsal ? "演练 " : ""}${r.verdict} ${r.failed}`);
}

interface Line {
  base: string; files?: Record<string, string>; case?: string;
  patch?: Record<string, string | null>; expect?: string;
}

async function corpus(path: string): Promise<number> {
  const bases = new Map<string, Record<string, string>>();
  const known = new Map<string, Bytes>();
  const bytesOf = (s: string): Bytes => {
    let b = known.get(s);
    if (b === undefined) known.set(s, (b = utf8(s)));
    return b;
  };
  let wrong = 0;
  for await (const text of createInterface({ input: createReadStream(path) })) {
    if (text === "") continue;
    const line = JSON.parse(text) as Line;
    if (line.files !== undefined) {
      bases.set(line.base, line.files);
    }
    if (line.case === undefined) continue;
    const files = new Map(Object.entries(bases.get(line.base)!).map(([n, t]) => [n, bytesOf(t)]));
    for (const [n, t] of Object.entries(line.patch ?? {})) {
      if (t === null) files.delete(n);
      else files.set(n, utf8(t));
    }
    let verdict: string;
    try {
      const { report } = verifyBundle(files);
      verdict = report.verdict === "accepted" ? "accepted" : report.failed;
    } catch (e) {
      verdict = `crash ${String(e)}`;
    }
    console.log(`${line.case} ${verdict}`);
    if (line.expect !== undefined && !agrees(verdict, line.expect)) {
      wrong++;
      console.error(`${line.case}: 得到 ${verdict}，应为 ${line.expect}`);
    }
  }
  return wrong === 0 ? 0 : 1;
}

function agrees(verdict: string, expect: string): boolean {
  if (expect === "refuse") return verdict.startsWith("V-");
  return verdict === expect;
}

function tickets(args: string[]): number {
  const at = (n: string): string => args[args.indexOf(n) + 1] ?? "";
  const suite = at("--suite") as SuiteName;
  const t = new Tickets(hashOf(suite), at("--key"));
  const used = new Set([at("--suite"), at("--key"), "--suite", "--key"]);
  for (const id of args.filter((a) => !used.has(a))) {
    console.log(`${toHex(t.keyOf(id, 1, new Turn("0".repeat(64), "+")))} ${id}`);
  }
  return 0;
}

async function main(args: string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command === "ticket") return tickets(rest);
  if (command === "verify" && rest[0] === "--corpus") return corpus(rest[1]!);
  if (command === "verify" && rest[0] !== undefined) {
    const { report } = verifyBundle(load(rest[0]));
    if (rest.includes("--json")) console.log(JSON.stringify(report, null, 1));
    else print(report);
    return report.verdict === "accepted" ? 0 : 1;
  }
  console.error("verify BUNDLE [--json] | verify --corpus FILE | ticket --suite S --key K ID…");
  return 2;
}

if (process.argv[1]?.endsWith("verify-cli.mjs")) {
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  }, (e: unknown) => {
    console.error(e instanceof Error ? e.message : e);
    process.exitCode = 2;
  });
}
