/** The two suites, tagged hashes (ssj-1 §2, §3.1) and hashing in pieces. */
import { type Bytes, toHex, u32, utf8 } from "./bytes.ts";
import { SHA256_IV, sha256Compress } from "./sha256.ts";
import { SM3_IV, sm3Compress } from "./sm3.ts";

export type SuiteName = "SM3" | "SHA256";

/** A hash of 64-byte blocks and 32-byte digests. */
export interface Hash {
  readonly name: SuiteName;
  readonly iv: Int32Array;
  readonly compress: (state: Int32Array, block: Bytes, at: number) => void;
}

export const SM3: Hash = { name: "SM3", iv: SM3_IV, compress: sm3Compress };
export const SHA256: Hash = { name: "SHA256", iv: SHA256_IV, compress: sha256Compress };

export function hashOf(suite: SuiteName): Hash {
  return suite === "SM3" ? SM3 : SHA256;
}

const work = new Int32Array(8);

function store(v: Int32Array, out: Bytes, at: number): void {
  for (let i = 0; i < 8; i++, at += 4) {
    const x = v[i]!;
    out[at] = x >>> 24;
    out[at + 1] = x >>> 16;
    out[at + 2] = x >>> 8;
    out[at + 3] = x;
  }
}

/**
 * Finish a hash whose first `before` bytes (a multiple of 64) gave `state` and whose last `len`
 * bytes stand at the start of `scratch`, which must have room for padding (len + 72) and is
 * overwritten behind them. The digest goes to `out` at `at`; `state` is not changed.
 */
export function finish(
  h: Hash, state: Int32Array, before: number, scratch: Bytes, len: number, out: Bytes, at: number,
): void {
  const end = (len + 72) & ~63;
  scratch[len] = 0x80;
  for (let i = len + 1; i < end - 8; i++) scratch[i] = 0;
  const total = before + len;
  const hi = Math.floor(total / 0x20000000);
  const lo = (total << 3) >>> 0;
  scratch[end - 8] = hi >>> 24; scratch[end - 7] = hi >>> 16;
  scratch[end - 6] = hi >>> 8; scratch[end - 5] = hi;
  scratch[end - 4] = lo >>> 24; scratch[end - 3] = lo >>> 16;
  scratch[end - 2] = lo >>> 8; scratch[end - 1] = lo;
  work.set(state);
  for (let i = 0; i < end; i += 64) h.compress(work, scratch, i);
  store(work, out, at);
}

const tail = new Uint8Array(192);

/** Hashing of a long text in pieces, so that a page can breathe between them. */
export class Stream {
  private readonly state: Int32Array;
  private readonly block = new Uint8Array(64);
  private filled = 0;
  private total = 0;

  constructor(private readonly h: Hash) {
    this.state = h.iv.slice();
  }

  update(p: Bytes, from = 0, to = p.length): this {
    this.total += to - from;
    if (this.filled > 0) {
      const n = Math.min(64 - this.filled, to - from);
      this.block.set(p.subarray(from, from + n), this.filled);
      this.filled += n;
      from += n;
      if (this.filled < 64) return this;
      this.h.compress(this.state, this.block, 0);
      this.filled = 0;
    }
    for (; from + 64 <= to; from += 64) this.h.compress(this.state, p, from);
    this.block.set(p.subarray(from, to));
    this.filled = to - from;
    return this;
  }

  digest(): Bytes {
    const out = new Uint8Array(32);
    tail.set(this.block.subarray(0, this.filled));
    finish(this.h, this.state, this.total - this.filled, tail, this.filled, out, 0);
    return out;
  }
}

/** Digest of the joined parts. */
export function digest(h: Hash, ...parts: Bytes[]): Bytes {
  const s = new Stream(h);
  for (const p of parts) s.update(p);
  return s.digest();
}

/** `HASH(purpose, f1, …)` of ssj-1 §3.1. Texts are their UTF-8 bytes. */
export function tagged(h: Hash, purpose: string, ...fields: (Bytes | string)[]): Bytes {
  const s = new Stream(h);
  for (const f of [`SSJ-1/${h.name}/${purpose}`, ...fields]) {
    const b = typeof f === "string" ? utf8(f) : f;
    s.update(u32(b.length)).update(b);
  }
  return s.digest();
}

export function taggedHex(h: Hash, purpose: string, ...fields: (Bytes | string)[]): string {
  return toHex(tagged(h, purpose, ...fields));
}

/**
 * A prepared prefix of exactly 64 bytes (a ticket key, a match key): one compression saved for
 * every message behind it.
 */
export class Prefix {
  private readonly state: Int32Array;
  private readonly scratch = new Uint8Array(4352);

  constructor(private readonly h: Hash, key: string) {
    const k = utf8(key);
    if (k.length !== 64) throw new Error("a prefix has 64 bytes");
    this.state = h.iv.slice();
    h.compress(this.state, k, 0);
  }

  /** H(prefix ‖ p[from, to) ‖ suffix) to `out` at `at`. */
  hash(p: Bytes, from: number, to: number, suffix: Bytes | null, out: Bytes, at: number): void {
    const s = this.scratch;
    let n = 0;
    for (let i = from; i < to; i++) s[n++] = p[i]!;
    if (suffix !== null) for (let i = 0; i < suffix.length; i++) s[n++] = suffix[i]!;
    finish(this.h, this.state, 64, s, n, out, at);
  }
}
