/** Entries of the log (ssj-1 §10), the intent (§6) and beacon values (§4.5): their forms. */
import { fromHex, utf8, type Bytes } from "../ssj1/bytes.ts";
import type { SuiteName } from "../ssj1/hash.ts";
import type { Rec, Value } from "../ssj1/record.ts";
import * as f from "./form.ts";

export const BEACONS = ["drand-quicknet", "ssq", "dlt", "ceremony", "none"] as const;
export type BeaconType = (typeof BEACONS)[number];

export const EXCLUSIONS = ["CAP", "RECENT", "STATUS", "TRIAL", "PENDING", "IDBAD", "SCOPE",
  "DRAWN"];

/** One entry as read. `rec` holds the keys of its type, all of the right form. */
export interface Entry {
  type: string; drawId: string; seq: number; time: number; suite: SuiteName; prev: string;
  rec: Rec; bytes: Bytes; index: number; sha256: Bytes[]; sm3: Bytes[]; line: number;
}

function distinctRising(text: string, n: number, max: number): boolean {
  const a = text.split(",");
  return a.length === n && a.every((x, i) => /^[0-9]{2}$/.test(x) && x >= "01"
    && Number(x) <= max && (i === 0 || a[i - 1]! < x));
}

/** Is the value of the form of its beacon type? */
export function beaconForm(type: BeaconType, value: string): boolean {
  const [l, r, ...more] = value.split("+");
  const two = r !== undefined && more.length === 0;
  switch (type) {
    case "drand-quicknet": return /^[0-9a-f]{96}$/.test(value);
    case "ssq": return two && distinctRising(l!, 6, 33) && distinctRising(r, 1, 16);
    case "dlt": return two && distinctRising(l!, 5, 35) && distinctRising(r, 2, 12);
    case "ceremony": return /^[0-9]{20}$/.test(value);
    case "none": return value === "";
  }
}

/** The bytes that enter the seed. */
export function beaconBytes(type: BeaconType, value: string): Bytes {
  return type === "drand-quicknet" ? fromHex(value) : utf8(value);
}

function round(type: BeaconType, v: Value | undefined, place: string): number {
  return type === "none" ? f.int(v, place, 0, 0) : f.int(v, place, 1, f.COUNT_MAX);
}

export interface Intent {
  drawId: string; suite: SuiteName; rules: string; mode: "A" | "B";
  beacon: { round: number; type: BeaconType };
  floor: { round: number; type: BeaconType; value: string } | null;
  contributors: { commit: string; id: string }[];
  tr: number; tb: number; deadline: number;
  frameRoot: string; frameCount: number; officerRoot: string; officerCount: number;
  conflictRoot: string; conflictCount: number;
}

function beaconOf(v: Value | undefined, place: string): { round: number; type: BeaconType } {
  const r = f.obj(v, place, ["round", "type"]);
  const type = f.one(r["type"], `${place}.type`, BEACONS);
  return { type, round: round(type, r["round"], `${place}.round`) };
}

function floorOf(v: Value | undefined): Intent["floor"] {
  if (f.isEmptyObject(v)) return null;
  const r = f.obj(v, "floor", ["round", "type", "value"]);
  const type = f.one(r["type"], "floor.type", BEACONS.slice(0, 4));
  const value = f.str(r["value"], "floor.value");
  if (!beaconForm(type, value)) f.bad("floor.value", value, `${type} 的数值格式`);
  return { type, value, round: round(type, r["round"], "floor.round") };
}

export function readIntent(v: Value): Intent {
  const r = f.obj(v, "intent", ["draw_id", "suite", "rules", "mode", "beacon", "floor",
    "contributors", "t_r", "t_b", "deadline", "frame_root", "frame_count", "officer_root",
    "officer_count", "conflict_root", "conflict_count"]);
  const contributors = f.arr(r["contributors"], "contributors").map((x, i) => {
    const c = f.obj(x, `contributors[${i}]`, ["commit", "id"]);
    return {
      commit: f.hex(c["commit"], `contributors[${i}].commit`),
      id: f.party(c["id"], `contributors[${i}].id`),
    };
  });
  f.ascending(contributors, "contributors", (c) => c.id);
  const [tr, tb] = [f.time(r["t_r"], "t_r"), f.time(r["t_b"], "t_b")];
  const deadline = f.time(r["deadline"], "deadline");
  if (tb < tr + 120) f.bad("t_b", r["t_b"], "不早于 t_r 之后 120 秒");
  if (deadline <= tb) f.bad("deadline", r["deadline"], "晚于 t_b");
  return {
    drawId: f.drawId(r["draw_id"], "draw_id"),
    suite: f.one(r["suite"], "suite", ["SM3", "SHA256"] as const),
    rules: f.hex(r["rules"], "rules"), mode: f.one(r["mode"], "mode", ["A", "B"] as const),
    beacon: beaconOf(r["beacon"], "beacon"), floor: floorOf(r["floor"]),
    contributors, tr, tb, deadline,
    frameRoot: f.hex(r["frame_root"], "frame_root"),
    frameCount: f.count(r["frame_count"], "frame_count"),
    officerRoot: f.hex(r["officer_root"], "officer_root"),
    officerCount: f.count(r["officer_count"], "officer_count"),
    conflictRoot: f.hex(r["conflict_root"], "conflict_root"),
    conflictCount: f.count(r["conflict_count"], "conflict_count"),
  };
}

/** `[{"bytes","name","sha256","sm3"}]`, ascending by name. */
export interface Artefact { bytes: number; name: string; sha256: string; sm3: string }
export function artefacts(v: Value | undefined, place: string): Artefact[] {
  const out = f.arr(v, place).map((x, i) => {
    const p = `${place}[${i}]`;
    const r = f.obj(x, p, ["bytes", "name", "sha256", "sm3"]);
    return {
      bytes: f.int(r["bytes"], `${p}.bytes`, 0, 2 ** 31), name: f.str(r["name"], `${p}.name`),
      sha256: f.hex(r["sha256"], `${p}.sha256`), sm3: f.hex(r["sm3"], `${p}.sm3`),
    };
  });
  return f.ascending(out, place, (a) => a.name);
}

type Check = (v: Value | undefined, place: string, r: Rec) => unknown;

const seq: Check = (v, p) => f.int(v, p, 1, f.SEQ_MAX);
const ids: Check = (v, p) => f.ascending(
  f.arr(v, p).map((x, i) => f.party(x, `${p}[${i}]`)), p, (s) => s);
const sheets: Check = (v, p) => {
  const a = f.arr(v, p).map((x, i) => {
    const r = f.obj(x, `${p}[${i}]`, ["by", "value"]);
    f.str(r["value"], `${p}[${i}].value`);
    return f.party(r["by"], `${p}[${i}].by`);
  });
  if (a.length > 2) f.bad(p, a, "至多两份记录单");
  f.ascending(a, p, (s) => s);
};
const type: Check = (v, p) => f.one(v, p, BEACONS);
const roundOf: Check = (v, p, r) => round(r["beacon_type"] as BeaconType, v, p);
const approver: Check = (v, p, r) => {
  if (f.party(v, p) === r["requested_by"]) f.bad(p, v, "与 requested_by 不同的人");
};
const people = { requested_by: f.party as Check, approved_by: approver };
const units: Check = (v, p) => f.ascending(f.arr(v, p).map((x, i) => {
  const r = f.obj(x, `${p}[${i}]`, ["N", "n", "unit", "w"]);
  for (const k of ["N", "n", "w"]) f.count(r[k], `${p}[${i}].${k}`);
  return f.code(r["unit"], `${p}[${i}].unit`);
}), p, (s) => s);
export const excludedForm: Check = (v, p) => f.ascending(f.arr(v, p).map((x, i) => {
  const r = f.obj(x, `${p}[${i}]`, ["code", "count"]);
  f.int(r["count"], `${p}[${i}].count`, 1, f.COUNT_MAX);
  return f.one(r["code"], `${p}[${i}].code`, EXCLUSIONS);
}), p, (s) => s);
const software: Check = (v, p) => {
  const r = f.obj(v, p, ["commit", "name", "version"]);
  for (const k of ["commit", "name", "version"]) f.str(r[k], `${p}.${k}`);
};
const hex32: Check = (v, p) => f.hex(v, p);

const SHAPES: Record<string, Record<string, Check>> = {
  plan: {
    rules: hex32, title: f.str, purpose: (v, p) => f.one(v, p, ["draw", "supplement"]),
    base: (v, p) => (v === "-" ? v : f.drawId(v, p)), ...people,
    reason: (v, p, r) => (attempt(r) === 1 ? f.one(v, p, ["-"]) : f.code(v, p)),
  },
  intent: {
    intent: hex32, beacon: (v, p) => beaconOf(v, p), t_r: f.time, t_b: f.time, deadline: f.time,
    artefacts,
  },
  escrow: {
    contributor: f.party, holder: f.party, receipt: (v, p) => f.hex(v, p, 64),
    box: (v, p) => f.match(v, p, /^04[0-9a-f]{256}$/, "04 开头的 258 位小写十六进制"),
  },
  reveal: { contributor: f.party, nonce: hex32, by: f.party },
  close: { revealed: ids, sealed: ids, absent: ids },
  beacon: { beacon_type: type, round: roundOf, value: f.str, sheets },
  result: {
    intent: hex32, seed: f.hexOrDash, units, excluded: excludedForm, result: hex32,
    result_root: hex32, result_count: f.count, artefacts, software,
  },
  match: {
    matching: hex32, match_root: hex32, match_count: f.count, potentials_root: hex32,
    potentials_count: f.count, visits_root: hex32, visits_count: f.count, artefacts,
  },
  replace: {
    unit: f.code, out: hex32, in: f.hexOrDash, reason: f.code, evidence: hex32,
    evidence_day: f.day, ...people,
  },
  recuse: { row: hex32, reason: f.code, ...people },
  rematch: {
    follows: seq, post: (v, p) => f.int(v, p, 0, 9), row: f.hexOrDash, beacon_type: type,
    round: roundOf, value: f.str, sheets,
  },
  unseal: { nonce: hex32, by: f.party },
  void: { reason: f.str, text: f.str, ...people },
  correction: { of: seq, annuls: f.bool, reason: f.str, text: f.str, ...people },
};

function attempt(r: Rec): number {
  return typeof r["draw_id"] === "string" ? f.attemptOf(r["draw_id"]) : 0;
}

const COMMON = ["type", "draw_id", "seq", "time", "suite", "prev"];

/** Checks the form of one entry and gives its common part. */
export function readEntry(v: Value | undefined, place: string): Pick<Entry,
  "type" | "drawId" | "seq" | "time" | "suite" | "prev" | "rec"> {
  const t = typeof v === "object" && !Array.isArray(v) ? v["type"] : undefined;
  const kind = f.one(t, `${place}.type`, Object.keys(SHAPES));
  const shape = SHAPES[kind]!;
  const r = f.obj(v, place, [...COMMON, ...Object.keys(shape)]);
  const head = {
    type: kind, drawId: f.drawId(r["draw_id"], `${place}.draw_id`),
    seq: f.int(r["seq"], `${place}.seq`, 1, f.SEQ_MAX), time: f.time(r["time"], `${place}.time`),
    suite: f.one(r["suite"], `${place}.suite`, ["SM3", "SHA256"] as const),
    prev: f.hex(r["prev"], `${place}.prev`), rec: r,
  };
  for (const k of Object.keys(shape)) shape[k]!(r[k], `${place}.${k}`, r);
  return head;
}
