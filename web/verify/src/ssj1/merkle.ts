/** Merkle trees of RFC 9162 §2.1 over a suite's hash (ssj-1 §3.4). */
import { type Bytes, equalBytes } from "./bytes.ts";
import { type Hash, digest, finish } from "./hash.ts";

const scratch = new Uint8Array(70016);

/** leaf(row) = H(00 ‖ row) for rows up to 65 536 bytes, to `out` at `at`. */
export function leafInto(
  h: Hash, p: Bytes, from: number, to: number, out: Bytes, at: number,
): void {
  const n = to - from;
  scratch[0] = 0;
  if (n > 256) scratch.set(p.subarray(from, to), 1);
  else for (let i = 0; i < n; i++) scratch[i + 1] = p[from + i]!;
  finish(h, h.iv, 0, scratch, n + 1, out, at);
}

export function leaf(h: Hash, row: Bytes): Bytes {
  const out = new Uint8Array(32);
  leafInto(h, row, 0, row.length, out, 0);
  return out;
}

function nodeInto(
  h: Hash, l: Bytes, lo: number, r: Bytes, ro: number, out: Bytes, at: number,
): void {
  scratch[0] = 1;
  for (let i = 0; i < 32; i++) {
    scratch[1 + i] = l[lo + i]!;
    scratch[33 + i] = r[ro + i]!;
  }
  finish(h, h.iv, 0, scratch, 65, out, at);
}

/** node(l, r) = H(01 ‖ l ‖ r). */
export function node(h: Hash, l: Bytes, r: Bytes): Bytes {
  const out = new Uint8Array(32);
  nodeInto(h, l, 0, r, 0, out, 0);
  return out;
}

/** A tree that grows by leaves and keeps only the roots of its full subtrees. */
export class Tree {
  private readonly stack = new Uint8Array(64 * 32);
  private depth = 0;
  size = 0;

  constructor(private readonly h: Hash) {}

  add(p: Bytes, from: number, to: number): void {
    leafInto(this.h, p, from, to, this.stack, this.depth++ * 32);
    const s = this.stack;
    for (let n = this.size++; n % 2 === 1; n = Math.floor(n / 2)) {
      this.depth--;
      const l = (this.depth - 1) * 32;
      nodeInto(this.h, s, l, s, l + 32, s, l);
    }
  }

  root(): Bytes {
    if (this.size === 0) return digest(this.h);
    let at = (this.depth - 1) * 32;
    let r: Bytes = this.stack.slice(at, at + 32);
    for (at -= 32; at >= 0; at -= 32) r = node(this.h, this.stack.slice(at, at + 32), r);
    return r;
  }
}

/** Inclusion path (leaf upwards) of leaf `index` among `leaves` (32 bytes each). */
export function inclusionPath(h: Hash, leaves: Bytes, index: number): Bytes[] {
  const path: Bytes[] = [];
  let level: Bytes = leaves.slice();
  let n = leaves.length / 32;
  for (; n > 1; index = index >> 1) {
    const sibling = index ^ 1;
    if (sibling < n) path.push(level.slice(sibling * 32, sibling * 32 + 32));
    const next = new Uint8Array(((n + 1) >> 1) * 32);
    for (let i = 0; i + 1 < n; i += 2) nodeInto(h, level, i * 32, level, i * 32 + 32, next, i * 16);
    if (n % 2 === 1) next.set(level.subarray((n - 1) * 32, n * 32), ((n - 1) >> 1) * 32);
    level = next;
    n = (n + 1) >> 1;
  }
  return path;
}

/** RFC 9162 §2.1.3.2: does the path lead from the leaf to the root of a tree of this size? */
export function verifyInclusion(
  h: Hash, leafHash: Bytes, index: number, size: number, path: Bytes[], root: Bytes,
): boolean {
  if (index >= size) return false;
  let fn = BigInt(index);
  let sn = BigInt(size - 1);
  let r = leafHash;
  for (const p of path) {
    if (sn === 0n) return false;
    if (fn % 2n === 1n || fn === sn) {
      r = node(h, p, r);
      while (fn % 2n === 0n && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else {
      r = node(h, r, p);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && equalBytes(r, root);
}

/** RFC 9162 §2.1.4.2: is the tree of size `m` and root `a` the beginning of that of size `n`? */
export function verifyConsistency(
  h: Hash, m: number, n: number, a: Bytes, b: Bytes, proof: Bytes[],
): boolean {
  if (m > n) return false;
  if (m === n) return proof.length === 0 && equalBytes(a, b);
  if (m === 0) return proof.length === 0 && equalBytes(a, digest(h));
  let path = proof;
  const isPower = (BigInt(m) & BigInt(m - 1)) === 0n;
  if (isPower) path = [a, ...proof];
  if (path.length === 0) return false;
  let fn = BigInt(m - 1);
  let sn = BigInt(n - 1);
  while (fn % 2n === 1n) {
    fn >>= 1n;
    sn >>= 1n;
  }
  let fr = path[0]!;
  let sr = path[0]!;
  for (const c of path.slice(1)) {
    if (sn === 0n) return false;
    if (fn % 2n === 1n || fn === sn) {
      fr = node(h, c, fr);
      sr = node(h, c, sr);
      while (fn % 2n === 0n && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else {
      sr = node(h, sr, c);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && equalBytes(fr, a) && equalBytes(sr, b);
}
