/** The SHA-256 compression function of FIPS 180-4. */

/** Initial value of SHA-256. */
export const SHA256_IV = new Int32Array([
  0x6a09e667, 0xbb67ae85 | 0, 0x3c6ef372, 0xa54ff53a | 0, 0x510e527f, 0x9b05688c | 0,
  0x1f83d9ab, 0x5be0cd19,
]);

/** First 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const K = new Int32Array(64);
{
  // Integer cube roots, so that no floating-point rounding is trusted: floor(cbrt(p)·2^32).
  let p = 2n;
  for (let i = 0; i < 64; p++) {
    let prime = true;
    for (let d = 2n; d * d <= p; d++) if (p % d === 0n) prime = false;
    if (!prime) continue;
    const target = p << 96n;
    let lo = 0n, hi = 1n << 36n;
    while (hi - lo > 1n) {
      const mid = (lo + hi) >> 1n;
      if (mid * mid * mid <= target) lo = mid;
      else hi = mid;
    }
    K[i++] = Number(lo & 0xffffffffn) | 0;
  }
}

const W = new Int32Array(64);

/** Compress one block of 64 bytes at `at` into the state. */
export function sha256Compress(v: Int32Array, q: Uint8Array, at: number): void {
  for (let j = 0; j < 16; j++, at += 4) {
    W[j] = (q[at]! << 24) | (q[at + 1]! << 16) | (q[at + 2]! << 8) | q[at + 3]!;
  }
  for (let j = 16; j < 64; j++) {
    const x = W[j - 15]!, y = W[j - 2]!;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[j] = (W[j - 16]! + s0 + W[j - 7]! + s1) | 0;
  }
  let a = v[0]!, b = v[1]!, c = v[2]!, d = v[3]!;
  let e = v[4]!, f = v[5]!, g = v[6]!, h = v[7]!;
  for (let j = 0; j < 64; j++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + (g ^ (e & (f ^ g))) + K[j]! + W[j]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0;
    d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  v[0] = (v[0]! + a) | 0; v[1] = (v[1]! + b) | 0; v[2] = (v[2]! + c) | 0;
  v[3] = (v[3]! + d) | 0; v[4] = (v[4]! + e) | 0; v[5] = (v[5]! + f) | 0;
  v[6] = (v[6]! + g) | 0; v[7] = (v[7]! + h) | 0;
}
