/** What the checks know so far, and how one of them refuses. */
import type { Bytes } from "../ssj1/bytes.ts";
import { type Hash, SHA256, SM3, Stream } from "../ssj1/hash.ts";
import { readRecord, RecordError, type Value } from "../ssj1/record.ts";
import type { Artefact, Entry, Intent } from "./entries.ts";
import { FormError, show } from "./form.ts";
import type { Frame } from "./frame.ts";
import type { Note, TreeName } from "./notes.ts";
import type { Conflicts, Officer } from "./people.ts";
import type { PoolCase } from "./pools.ts";
import type { Rules, Unit } from "./rules.ts";
import type { Steps, Table } from "./tables.ts";

export interface Bundle {
  audience: "public" | "audit"; drawId: string; files: Artefact[];
  stage: "committed" | "sealed" | "open" | "void"; suite: "SM3" | "SHA256";
}
export interface Checkpoint {
  size: number; notes: Record<TreeName, Note>; consistency: Record<TreeName, Bytes[]>;
}
export interface ResultRow {
  id: string; unit: Unit; rank: number; key: string; drawn: boolean; line: number; leaf: string;
}
export interface UnitResult { N: number; n: number; w: number; cutoff: string; next: string }

/** Filled check by check; a later check relies on what earlier ones put here. */
export interface Ctx {
  files: Map<string, Bytes>;
  h: Hash;
  bundle: Bundle;
  rules: Rules;
  entries: Entry[];
  /** Entries of the bundle's attempt. */
  mine: Entry[];
  intent: Intent;
  intentDigest: Bytes;
  checkpoints: Checkpoint[];
  frame: Frame | null;
  officers: Map<string, Officer>;
  conflicts: Conflicts;
  seed: Bytes | null;
  groupKeys: Map<string, string>;
  unitResults: Map<string, UnitResult>;
  resultRows: Map<string, ResultRow[]>;
  resultTable: Table | null;
  resultLeaves: Map<string, ResultRow>;
  visits: Map<string, Visit>;
  pools: PoolCase[];
  beaconVerified: string;
  rematches: { seq: number; pool: string; id: string; officer: string; lead: boolean }[];
}
export interface Visit {
  id: string; units: string[]; batches: string[]; region: string; grid: string;
}

/** A check failed: what, where, what stands there and what should. */
export class Failure extends Error {
  constructor(
    readonly file: string, readonly place: string, readonly found: string,
    readonly expected: string, message: string,
  ) {
    super(message);
  }
}

export function fail(
  file: string, place: string, found: unknown, expected: unknown, message: string,
): never {
  throw new Failure(file, place, show(found), show(expected), message);
}

export function same(
  file: string, place: string, found: unknown, expected: unknown, message: string,
): void {
  if (found !== expected) fail(file, place, found, expected, message);
}

/** Runs a reader of a form; what it refuses becomes a failure that names the file. */
export function inFile<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (e) {
    throw asFailure(file, e);
  }
}

function asFailure(file: string, e: unknown): unknown {
  if (e instanceof FormError) return new Failure(file, e.place, e.found, e.expected, e.message);
  if (e instanceof RecordError) {
    return new Failure(file, e.message, "", "RFC 8785 规范形式", `${file} 不是规范的记录`);
  }
  return e;
}

/** As inFile for steps. */
export function* stepsIn<T>(file: string, steps: Steps<T>): Steps<T> {
  try {
    return yield* steps;
  } catch (e) {
    throw asFailure(file, e);
  }
}

export function fileOf(c: Ctx, name: string): Bytes {
  const b = c.files.get(name);
  return b ?? fail(name, name, "（缺少）", "此文件", `缺少 ${name}`);
}

export function recordOf(c: Ctx, name: string): Value {
  return inFile(name, () => {
    const b = fileOf(c, name);
    if (b.length > 64 * 1024 * 1024) fail(name, name, b.length, "至多 64 MiB", "记录文件过大");
    return readRecord(b);
  });
}

export function entryOf(c: Ctx, type: string): Entry | undefined {
  return c.mine.find((e) => e.type === type);
}

export interface Sums { sha256: Bytes; sm3: Bytes }
const sums = new WeakMap<Bytes, Sums>();
const PIECE = 1 << 20;

/** Both digests of a file, remembered for the same bytes. */
export function* sumsOf(b: Bytes): Steps<Sums> {
  const known = sums.get(b);
  if (known !== undefined) return known;
  const [x, y] = [new Stream(SHA256), new Stream(SM3)];
  for (let at = 0; at < b.length; at += PIECE) {
    const to = Math.min(b.length, at + PIECE);
    x.update(b, at, to);
    y.update(b, at, to);
    yield to / b.length;
  }
  const out = { sha256: x.digest(), sm3: y.digest() };
  sums.set(b, out);
  return out;
}
