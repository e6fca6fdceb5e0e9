/** Tables: one row a line, fields joined by TAB, ascending by key (ssj-1 §3.3). */
import type { Bytes } from "../ssj1/bytes.ts";
import type { Hash } from "../ssj1/hash.ts";
import { Tree } from "../ssj1/merkle.ts";
import { bad } from "./form.ts";

/** Work that reports how far it is (0…1) and can be continued later. */
export type Steps<T> = Generator<number, T, void>;

export const LINE_MAX = 4096;
export const BREATH = 8192;

const latin = new TextDecoder("latin1");

/** A text of ASCII bytes. */
export function ascii(p: Bytes, from: number, to: number): string {
  if (to - from < 80) {
    let s = "";
    for (let i = from; i < to; i++) s += String.fromCharCode(p[i]!);
    return s;
  }
  return latin.decode(p.subarray(from, to));
}

export interface Table { bytes: Bytes; rows: string[][]; starts: number[] }

/** End (without LF) of row i. */
export function rowEnd(t: Table, i: number): number {
  return (i + 1 < t.starts.length ? t.starts[i + 1]! : t.bytes.length) - 1;
}

function keyLength(p: Bytes, from: number, to: number, fields: number): number {
  for (let i = from; i < to; i++) if (p[i] === 9 && --fields === 0) return i + 1 - from;
  return to - from;
}

/** Is key a (rows in p) strictly before key b? */
export function keyBefore(
  p: Bytes, a: number, an: number, b: number, bn: number,
): boolean {
  const n = Math.min(an, bn);
  for (let i = 0; i < n; i++) {
    const d = p[a + i]! - p[b + i]!;
    if (d !== 0) return d < 0;
  }
  return an < bn;
}

/** Reads a table of ASCII fields; the form of each field is the caller's to check. */
export function* readTable(bytes: Bytes, fields: number, key: number): Steps<Table> {
  const rows: string[][] = [];
  const starts: number[] = [];
  let lastAt = 0;
  let lastKey = -1;
  for (let at = 0; at < bytes.length; ) {
    const place = `第 ${rows.length + 1} 行`;
    const end = bytes.indexOf(10, at);
    if (end < 0) bad(place, "没有换行符", "每行以换行符结束");
    if (end - at > LINE_MAX) bad(place, `${end - at} 字节`, `至多 ${LINE_MAX} 字节`);
    for (let i = at; i < end; i++) {
      const c = bytes[i]!;
      if (c > 0x7e || (c < 0x20 && c !== 9)) bad(place, `字节 ${c}`, "ASCII 可见字符");
    }
    const row = ascii(bytes, at, end).split("\t");
    if (row.length !== fields || row.includes("")) {
      bad(place, row.join("⇥"), `${fields} 个非空字段`);
    }
    const k = keyLength(bytes, at, end, key);
    if (lastKey >= 0 && !keyBefore(bytes, lastAt, lastKey, at, k)) {
      bad(place, row.slice(0, key).join("⇥"), "主键严格升序");
    }
    rows.push(row);
    starts.push(at);
    lastAt = at;
    lastKey = k;
    at = end + 1;
    if (rows.length % BREATH === 0) yield at / bytes.length;
  }
  return { bytes, rows, starts };
}

/** Merkle root of the rows. */
export function* tableRoot(h: Hash, t: Table): Steps<Bytes> {
  const tree = new Tree(h);
  for (let i = 0; i < t.rows.length; i++) {
    tree.add(t.bytes, t.starts[i]!, rowEnd(t, i));
    if (i % BREATH === BREATH - 1) yield i / t.rows.length;
  }
  return tree.root();
}

/** Members of a list field; `-` is the empty list. Refuses disorder and repetition. */
export function listField(
  text: string, place: string, each: (s: string, place: string) => string,
): string[] {
  if (text === "-") return [];
  const out = text.split(",").map((s) => each(s, place));
  for (let i = 1; i < out.length; i++) {
    if (out[i - 1]! >= out[i]!) bad(place, text, "列表按字节升序且不重复");
  }
  return out;
}

/** A decimal integer field without leading zeros. */
export function intField(text: string, place: string, lo: number, hi: number): number {
  const n = /^(?:0|[1-9][0-9]{0,14})$/.test(text) ? Number(text) : NaN;
  return n >= lo && n <= hi ? n : bad(place, text, `${lo} 至 ${hi} 的整数`);
}

export function hexField(text: string, place: string, digits: number): string {
  return text.length === digits && /^[0-9a-f]+$/.test(text) ? text
    : bad(place, text, `${digits} 位小写十六进制`);
}
