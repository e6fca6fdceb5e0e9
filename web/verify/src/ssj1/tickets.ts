/** Seed, keys and tickets (ssj-1 §8.1, §8.2). */
import { type Bytes, fromHex, utf8 } from "./bytes.ts";
import { type Hash, Prefix, tagged, taggedHex } from "./hash.ts";

export interface Nonce { id: string; nonce: Bytes }

/** S. The nonce of an absent contributor is empty; contributors ascend by id. */
export function seed(
  h: Hash, intent: Bytes, type: string, round: number, value: Bytes, nonces: Nonce[],
): Bytes {
  const fields: (Bytes | string)[] = [];
  for (const c of nonces) fields.push(c.id, c.nonce);
  return tagged(h, "seed", intent, type, String(round), value, ...fields);
}

export function ticketKey(h: Hash, S: Bytes, group: string): string {
  return taggedHex(h, "ticket-key", S, group);
}

export function matchKey(h: Hash, S: Bytes, pool: string, tiebreak = "0"): string {
  return taggedHex(h, "match-key", S, pool, tiebreak);
}

export function rematchKey(h: Hash, S: Bytes, seq: number, value: Bytes): string {
  return taggedHex(h, "rematch-key", S, String(seq), value);
}

export function commitment(h: Hash, drawId: string, contributor: string, nonce: Bytes): string {
  return taggedHex(h, "commit", drawId, contributor, nonce);
}

const SUFFIX: (Bytes | null)[] = [null, null];
for (let j = 2; j <= 64; j++) SUFFIX.push(utf8(`#${j}`));

/** Tickets of one group, before and after the transformation of a unit. */
export class Tickets {
  private readonly prefix: Prefix;
  private readonly spare = new Uint8Array(32);

  constructor(h: Hash, readonly key: string) {
    this.prefix = new Prefix(h, key);
  }

  /** T(o, j) of the id p[from, to) to `out` at `at`. */
  ticket(p: Bytes, from: number, to: number, j: number, out: Bytes, at: number): void {
    this.prefix.hash(p, from, to, SUFFIX[j]!, out, at);
  }

  /**
   * key(o) in a unit: `out` at `at` holds T(o, 1) already; tickets 2…weight are taken in.
   */
  keyFrom(
    p: Bytes, from: number, to: number, weight: number, turn: Turn, out: Bytes, at: number,
  ): void {
    turn.apply(out, at);
    for (let j = 2; j <= weight; j++) {
      this.ticket(p, from, to, j, this.spare, 0);
      turn.apply(this.spare, 0);
      if (lessAt(this.spare, 0, out, at)) out.set(this.spare, at);
    }
  }

  /** key(o) of an id given as text. */
  keyOf(id: string, weight: number, turn: Turn): Bytes {
    const p = utf8(id);
    const out = new Uint8Array(32);
    this.ticket(p, 0, p.length, 1, out, 0);
    this.keyFrom(p, 0, p.length, weight, turn, out, 0);
    return out;
  }
}

/** Is the 32-byte number at a smaller than the one at b? */
export function lessAt(x: Bytes, a: number, y: Bytes, b: number): boolean {
  for (let i = 0; i < 32; i++) {
    const d = x[a + i]! - y[b + i]!;
    if (d !== 0) return d < 0;
  }
  return false;
}

/** `start` and `dir` of a unit: T → (T − s) or (s − T) mod 2^256. */
export class Turn {
  private readonly s: Bytes;
  private readonly idle: boolean;

  constructor(start: string, private readonly dir: "+" | "-") {
    this.s = fromHex(start);
    this.idle = dir === "+" && this.s.every((b) => b === 0);
  }

  apply(t: Bytes, at: number): void {
    if (this.idle) return;
    let borrow = 0;
    for (let i = 31; i >= 0; i--) {
      const d = this.dir === "+" ? t[at + i]! - this.s[i]! - borrow
        : this.s[i]! - t[at + i]! - borrow;
      t[at + i] = d & 255;
      borrow = d < 0 ? 1 : 0;
    }
  }
}
