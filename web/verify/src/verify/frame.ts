/** `frame.tsv` (ssj-1 §7), kept as bytes: a county has thousands of rows, a province millions. */
import { type Bytes, toHex } from "../ssj1/bytes.ts";
import type { Hash } from "../ssj1/hash.ts";
import { leafInto, Tree } from "../ssj1/merkle.ts";
import { EXCLUSIONS } from "./entries.ts";
import { bad } from "./form.ts";
import { ascii, BREATH, keyBefore, LINE_MAX, type Steps } from "./tables.ts";

const ID = new Uint8Array(256);
for (const c of "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_.:-") ID[c.charCodeAt(0)] = 1;
const HEXDIGIT = new Uint8Array(256);
for (const c of "0123456789abcdef") HEXDIGIT[c.charCodeAt(0)] = 1;

export interface FrameRow {
  index: number; id: string; status: string; units: string[]; weight: number; attrs: string;
  salt: string; text: string;
}

export class Frame {
  count = 0;
  root: Bytes = new Uint8Array(32);
  starts = new Uint32Array(1024);
  idLength = new Uint8Array(1024);
  /** 0 eligible, k the k-th exclusion code. */
  status = new Uint8Array(1024);
  weight = new Uint8Array(1024);
  /** Which list of units; index into `sets`. */
  set = new Uint32Array(1024);
  sets: number[][] = [];
  excluded: number[] = EXCLUSIONS.map(() => 0);

  constructor(readonly bytes: Bytes, readonly unitCodes: string[]) {}

  grow(): void {
    const more = <T extends Uint32Array | Uint8Array>(a: T, b: T): T => {
      b.set(a);
      return b;
    };
    const n = this.starts.length * 2;
    this.starts = more(this.starts, new Uint32Array(n));
    this.idLength = more(this.idLength, new Uint8Array(n));
    this.status = more(this.status, new Uint8Array(n));
    this.weight = more(this.weight, new Uint8Array(n));
    this.set = more(this.set, new Uint32Array(n));
  }

  rowEnd(i: number): number {
    return (i + 1 < this.count ? this.starts[i + 1]! : this.bytes.length) - 1;
  }

  id(i: number): string {
    const at = this.starts[i]!;
    return ascii(this.bytes, at, at + this.idLength[i]!);
  }

  row(i: number): FrameRow {
    const text = ascii(this.bytes, this.starts[i]!, this.rowEnd(i));
    const [id, status, units, weight, attrs, salt] = text.split("\t") as
      [string, string, string, string, string, string];
    return {
      index: i, id, status, units: units === "-" ? [] : units.split(","),
      weight: Number(weight), attrs, salt, text,
    };
  }

  /** First row whose id is not before the given one. */
  lowerBound(id: string): number {
    let lo = 0;
    let hi = this.count;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (this.id(mid) < id) lo = mid + 1;
      else hi = mid;
    }
    return lo;
  }

  find(id: string): number {
    const i = this.lowerBound(id);
    return i < this.count && this.id(i) === id ? i : -1;
  }

  /** Leaves of all rows, for inclusion and absence proofs. */
  leaves(h: Hash): Bytes {
    const out = new Uint8Array(this.count * 32);
    for (let i = 0; i < this.count; i++) {
      leafInto(h, this.bytes, this.starts[i]!, this.rowEnd(i), out, i * 32);
    }
    return out;
  }
}

class RowReader {
  private readonly seen = new Map<string, number>();
  private readonly unitIndex: Map<string, number>;
  private readonly tabs = new Uint32Array(6);
  constructor(private readonly f: Frame) {
    this.unitIndex = new Map(f.unitCodes.map((u, i) => [u, i]));
  }

  private fail(what: string, found: string, expected: string): never {
    return bad(`第 ${this.f.count + 1} 行 ${what}`, found, expected);
  }

  private hexRun(from: number, to: number, n: number, what: string): void {
    const p = this.f.bytes;
    let ok = to - from === n;
    for (let i = from; ok && i < to; i++) ok = HEXDIGIT[p[i]!] === 1;
    if (!ok) this.fail(what, ascii(p, from, to), `${n} 位小写十六进制`);
  }

  /** Reads the row that starts at `at`; gives where the next one starts. */
  read(at: number): number {
    const { f, tabs } = this;
    const p = f.bytes;
    const stop = Math.min(p.length, at + LINE_MAX + 1);
    let end = at;
    let n = 0;
    for (; end < stop && p[end] !== 10; end++) {
      if (p[end] === 9) {
        if (n === 5) this.fail("", ascii(p, at, end), "6 个字段");
        tabs[n++] = end;
      }
    }
    if (end >= stop) this.fail("", "没有换行符或超过 4096 字节", "每行以换行符结束");
    if (n !== 5) this.fail("", ascii(p, at, end), "6 个字段");
    if (f.count === f.starts.length) f.grow();
    this.fields(at, end);
    f.count++;
    return end + 1;
  }

  private fields(at: number, end: number): void {
    const { f, tabs } = this;
    const [t0, t1, t2, t3, t4] = tabs as unknown as [number, number, number, number, number];
    const p = f.bytes;
    const i = f.count;
    let ok = t0 > at && t0 - at <= 55 && !(t0 - at === 1 && p[at] === 0x2d);
    for (let k = at; ok && k < t0; k++) ok = ID[p[k]!] === 1;
    if (!ok) this.fail("object_id", ascii(p, at, t0), "1–55 位 0-9A-Z_.:-");
    f.starts[i] = at;
    f.idLength[i] = t0 - at;
    if (i > 0) {
      const b = f.starts[i - 1]!;
      if (!keyBefore(p, b, f.idLength[i - 1]! + 1, at, t0 - at + 1)) {
        this.fail("object_id", ascii(p, at, t0), `排在 ${f.id(i - 1)} 之后`);
      }
    }
    const status = this.statusOf(t0 + 1, t1);
    f.status[i] = status;
    if (status > 0) f.excluded[status - 1]!++;
    f.set[i] = this.setOf(t1 + 1, t2, status);
    f.weight[i] = this.weightOf(t2 + 1, t3, status);
    this.hexRun(t3 + 1, t4, 64, "attrs");
    this.hexRun(t4 + 1, end, 32, "salt");
  }

  private statusOf(from: number, to: number): number {
    const p = this.f.bytes;
    if (to - from === 1 && p[from] === 0x45) return 0;
    const s = ascii(p, from, to);
    const k = s.startsWith("X:") ? EXCLUSIONS.indexOf(s.slice(2)) : -1;
    return k >= 0 ? k + 1 : this.fail("status", s, `E 或 X:${EXCLUSIONS.join("/")}`);
  }

  private setOf(from: number, to: number, status: number): number {
    const s = ascii(this.f.bytes, from, to);
    if ((s === "-") !== (status > 0)) this.fail("units", s, status > 0 ? "-" : "至少一个单元");
    const known = this.seen.get(s);
    if (known !== undefined) return known;
    const units = s === "-" ? [] : s.split(",");
    const index = units.map((u, k) => {
      if (k > 0 && units[k - 1]! >= u) this.fail("units", s, "升序且不重复");
      return this.unitIndex.get(u) ?? this.fail("units", u, "规则中的抽取单元");
    });
    const k = this.f.sets.length;
    this.f.sets.push(index);
    this.seen.set(s, k);
    return k;
  }

  private weightOf(from: number, to: number, status: number): number {
    const p = this.f.bytes;
    let w = 0;
    const ok = to - from >= 1 && to - from <= 2 && p[from] !== 0x30;
    for (let k = from; ok && k < to; k++) {
      const c = p[k]! - 48;
      w = c >= 0 && c <= 9 ? w * 10 + c : 99;
    }
    if (!ok || w < 1 || w > 64 || (status > 0 && w !== 1)) {
      this.fail("weight", ascii(p, from, to), status > 0 ? "1" : "1 至 64");
    }
    return w;
  }
}

/** Reads the frame and its Merkle root. */
export function* readFrame(bytes: Bytes, unitCodes: string[], h: Hash): Steps<Frame> {
  const f = new Frame(bytes, unitCodes);
  const reader = new RowReader(f);
  const tree = new Tree(h);
  for (let at = 0; at < bytes.length; ) {
    const next = reader.read(at);
    tree.add(bytes, at, next - 1);
    at = next;
    if (f.count % BREATH === 0) yield at / bytes.length;
  }
  f.root = tree.root();
  return f;
}

/** Hex of the leaf of a row, as entries name rows. */
export function leafHex(h: Hash, p: Bytes, from: number, to: number): string {
  const out = new Uint8Array(32);
  leafInto(h, p, from, to, out, 0);
  return toHex(out);
}
