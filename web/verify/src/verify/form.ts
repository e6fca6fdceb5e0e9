/** Small pieces from which the forms of records are built; each refusal names its place. */
import type { Rec, Value } from "../ssj1/record.ts";
import { compareText } from "../ssj1/bytes.ts";

/** Something is not of its stated form. */
export class FormError extends Error {
  constructor(
    readonly place: string, readonly found: string, readonly expected: string, message = "",
  ) {
    super(message || `${place}：不符合规定的格式`);
  }
}

export function show(v: unknown): string {
  if (v === undefined) return "（缺少）";
  const t = typeof v === "string" ? v : JSON.stringify(v);
  return t.length > 300 ? t.slice(0, 300) + "…" : t;
}

export function bad(place: string, found: unknown, expected: string): never {
  throw new FormError(place, show(found), expected);
}

/** An object with exactly these keys. */
export function obj(v: Value | undefined, place: string, keys: readonly string[]): Rec {
  if (typeof v !== "object" || v === null || Array.isArray(v)) bad(place, v, "一个对象");
  const r = v as Rec;
  for (const k of keys) if (!(k in r)) bad(`${place}.${k}`, undefined, "此键必须有");
  for (const k of Object.keys(r)) if (!keys.includes(k)) bad(`${place}.${k}`, k, "没有此键");
  return r;
}

export function isEmptyObject(v: Value | undefined): boolean {
  return typeof v === "object" && !Array.isArray(v) && Object.keys(v).length === 0;
}

export function arr(v: Value | undefined, place: string): Value[] {
  return Array.isArray(v) ? v : bad(place, v, "一个数组");
}

export function str(v: Value | undefined, place: string): string {
  return typeof v === "string" ? v : bad(place, v, "一段文字");
}

export function bool(v: Value | undefined, place: string): boolean {
  return typeof v === "boolean" ? v : bad(place, v, "true 或 false");
}

export function int(v: Value | undefined, place: string, lo: number, hi: number): number {
  if (typeof v === "number" && v >= lo && v <= hi) return v;
  return bad(place, v, `${lo} 至 ${hi} 的整数`);
}

export function one<T extends string>(v: Value | undefined, place: string, of: readonly T[]): T {
  if (typeof v === "string" && (of as readonly string[]).includes(v)) return v as T;
  return bad(place, v, of.join(" / "));
}

export function match(v: Value | undefined, place: string, re: RegExp, what: string): string {
  return typeof v === "string" && re.test(v) ? v : bad(place, v, what);
}

export function hex(v: Value | undefined, place: string, bytes = 32): string {
  const re = new RegExp(`^[0-9a-f]{${bytes * 2}}$`);
  return match(v, place, re, `${bytes * 2} 位小写十六进制`);
}

export function hexOrDash(v: Value | undefined, place: string): string {
  return v === "-" ? "-" : hex(v, place);
}

/** Keys of the items strictly ascending by bytes. */
export function ascending<T>(items: T[], place: string, key: (t: T) => string): T[] {
  for (let i = 1; i < items.length; i++) {
    const k = key(items[i]!);
    if (compareText(key(items[i - 1]!), k) >= 0) {
      bad(`${place}[${i}]`, k, `排在 ${show(key(items[i - 1]!))} 之后（升序且不重复）`);
    }
  }
  return items;
}

export const COUNT_MAX = 1_000_000_000;
export const SEQ_MAX = 999_999;

export function count(v: Value | undefined, place: string): number {
  return int(v, place, 0, COUNT_MAX);
}

type Named = (v: Value | undefined, place: string) => string;

/** A lone `-` stands for nothing and is never a name. */
function named(re: RegExp, what: string): Named {
  return (v, place) => {
    if (v === "-") bad(place, v, what);
    return match(v, place, re, what);
  };
}

export const objectId = named(/^[0-9A-Z_.:-]{1,55}$/, "对象编码（1–55 位 0-9A-Z_.:-）");
export const code = named(/^[0-9A-Z_.-]{1,32}$/, "代码（1–32 位 0-9A-Z_.-）");
export const pool = named(/^[0-9A-Za-z_.:-]{1,64}$/, "匹配池名（1–64 位）");
export const party = named(/^[0-9A-Za-z_.:-]{1,64}$/, "名称（1–64 位 0-9A-Za-z_.:-）");
export const dept = named(/^[0-9a-z_.]{1,24}$/, "部门代码（1–24 位 0-9a-z_.）");
export const officer = named(/^[0-9A-Za-z_.-]{1,32}$/, "执法人员编号（1–32 位）");
export const region = named(/^[0-9A-Z_.]{1,16}$/, "匹配区域（1–16 位 0-9A-Z_.）");
export const keyName = named(/^[0-9A-Za-z_./:-]{1,64}$/, "密钥名（1–64 位）");

export function drawId(v: Value | undefined, place: string): string {
  const what = "计划号/次数，如 620422-2026-001/1";
  const s = match(v, place, /^[0-9A-Za-z_.-]{1,48}\/[1-9][0-9]{0,2}$/, what);
  return s.startsWith("-/") ? bad(place, v, what) : s;
}

export function planOf(id: string): string {
  return id.slice(0, id.indexOf("/"));
}

export function attemptOf(id: string): number {
  return Number(id.slice(id.indexOf("/") + 1));
}

/** Days from 1970-01-01 of a real date between 2000 and 2199, else null. */
export function dayNumber(s: string): number | null {
  const m = /^(2[01][0-9]{2})-([0-9]{2})-([0-9]{2})$/.exec(s);
  if (m === null) return null;
  const [y, mo, d] = [Number(m[1]), Number(m[2]), Number(m[3])];
  const leap = (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  if (mo < 1 || mo > 12 || d < 1 || d > lengths[mo - 1]!) return null;
  let days = 10957; // 2000-01-01
  for (let k = 2000; k < y; k++) {
    days += (k % 4 === 0 && k % 100 !== 0) || k % 400 === 0 ? 366 : 365;
  }
  for (let k = 0; k < mo - 1; k++) days += lengths[k]!;
  return days + d - 1;
}

export function day(v: Value | undefined, place: string): string {
  const s = str(v, place);
  return dayNumber(s) === null ? bad(place, v, "真实日期 YYYY-MM-DD") : s;
}

/** Unix seconds of a time of ssj-1 §3.5. */
export function time(v: Value | undefined, place: string): number {
  const s = str(v, place);
  const m = /^(.{10})T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])Z$/.exec(s);
  const d = m === null ? null : dayNumber(m[1]!);
  if (m === null || d === null) return bad(place, v, "真实时刻 YYYY-MM-DDTHH:MM:SSZ");
  return d * 86400 + Number(m[2]) * 3600 + Number(m[3]) * 60 + Number(m[4]);
}

/** The text of Unix seconds. */
export function timeText(t: number): string {
  return new Date(t * 1000).toISOString().slice(0, 19) + "Z";
}

/** p/q with 0 ≤ p ≤ q and 1 ≤ q ≤ 10^9, read from `p` and `q` of a record. */
export function ratio(r: Rec, place: string): { p: number; q: number } {
  const q = int(r["q"], `${place}.q`, 1, COUNT_MAX);
  return { p: int(r["p"], `${place}.p`, 0, q), q };
}
