/**
 * Exact signed integers of about 130 bits as three doubles (40 + 40 + rest), for the millions of
 * reduced costs of a certificate where BigInt would be too slow. value = lo + mid·2^40 + hi·2^80.
 */
const BASE = 2 ** 40;
const MASK = (1n << 40n) - 1n;

export class Limbs {
  readonly lo: Float64Array;
  readonly mid: Float64Array;
  readonly hi: Float64Array;

  constructor(n: number) {
    this.lo = new Float64Array(n);
    this.mid = new Float64Array(n);
    this.hi = new Float64Array(n);
  }

  /** False when the value needs more than 2^130. */
  set(i: number, v: bigint): boolean {
    if (v >= 1n << 130n || v <= -(1n << 130n)) return false;
    this.lo[i] = Number(v & MASK);
    this.mid[i] = Number((v >> 40n) & MASK);
    this.hi[i] = Number(v >> 80n);
    return true;
  }

  isZero(i: number): boolean {
    return this.lo[i] === 0 && this.mid[i] === 0 && this.hi[i] === 0;
  }

  /**
   * Sign (−1, 0, 1) of c + π_u − π_v with c = lo + mid·2^40 + hi·2^80. Every intermediate value
   * is an integer below 2^53.
   */
  reduced(lo: number, mid: number, hi: number, u: number, v: number): number {
    const l = lo + this.lo[u]! - this.lo[v]!;
    const carry = Math.floor(l / BASE);
    const m = mid + this.mid[u]! - this.mid[v]! + carry;
    const over = Math.floor(m / BASE);
    const h = hi + this.hi[u]! - this.hi[v]! + over;
    if (h < 0) return -1;
    return h > 0 || m - over * BASE > 0 || l - carry * BASE > 0 ? 1 : 0;
  }
}
