/** The SM3 compression function of GB/T 32905-2016, written for speed in JavaScript. */

/** Initial value of SM3. */
export const SM3_IV = new Int32Array([
  0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600 | 0, 0xa96f30bc | 0, 0x163138aa,
  0xe38dee4d | 0, 0xb0fb0e4e | 0,
]);

/** T_j <<< (j mod 32), the round constants. */
const T = new Int32Array(64);
for (let j = 0; j < 64; j++) {
  const t = j < 16 ? 0x79cc4519 : 0x7a879d8a;
  const s = j % 32;
  T[j] = s === 0 ? t : (t << s) | (t >>> (32 - s));
}

const W = new Int32Array(68);

function expand(p: Uint8Array, at: number): void {
  for (let j = 0; j < 16; j++, at += 4) {
    W[j] = (p[at]! << 24) | (p[at + 1]! << 16) | (p[at + 2]! << 8) | p[at + 3]!;
  }
  for (let j = 16; j < 68; j++) {
    const r = W[j - 3]!;
    const q = W[j - 13]!;
    const x = W[j - 16]! ^ W[j - 9]! ^ ((r << 15) | (r >>> 17));
    W[j] = x ^ ((x << 15) | (x >>> 17)) ^ ((x << 23) | (x >>> 9))
      ^ ((q << 7) | (q >>> 25)) ^ W[j - 6]!;
  }
}

/**
 * Compress one block of 64 bytes at `at` into the state. Four rounds are written out, so that
 * the eight words keep their places and none is moved.
 */
export function sm3Compress(v: Int32Array, p: Uint8Array, at: number): void {
  expand(p, at);
  let a = v[0]!, b = v[1]!, c = v[2]!, d = v[3]!;
  let e = v[4]!, f = v[5]!, g = v[6]!, h = v[7]!;
  let m = 0, s = 0, w = 0;
  for (let j = 0; j < 16; j += 4) {
    m = (a << 12) | (a >>> 20); s = (m + e + T[j]!) | 0; s = (s << 7) | (s >>> 25);
    w = W[j]!; d = ((a ^ b ^ c) + d + (s ^ m) + (w ^ W[j + 4]!)) | 0;
    h = ((e ^ f ^ g) + h + s + w) | 0; b = (b << 9) | (b >>> 23); f = (f << 19) | (f >>> 13);
    h = h ^ ((h << 9) | (h >>> 23)) ^ ((h << 17) | (h >>> 15));
    m = (d << 12) | (d >>> 20); s = (m + h + T[j + 1]!) | 0; s = (s << 7) | (s >>> 25);
    w = W[j + 1]!; c = ((d ^ a ^ b) + c + (s ^ m) + (w ^ W[j + 5]!)) | 0;
    g = ((h ^ e ^ f) + g + s + w) | 0; a = (a << 9) | (a >>> 23); e = (e << 19) | (e >>> 13);
    g = g ^ ((g << 9) | (g >>> 23)) ^ ((g << 17) | (g >>> 15));
    m = (c << 12) | (c >>> 20); s = (m + g + T[j + 2]!) | 0; s = (s << 7) | (s >>> 25);
    w = W[j + 2]!; b = ((c ^ d ^ a) + b + (s ^ m) + (w ^ W[j + 6]!)) | 0;
    f = ((g ^ h ^ e) + f + s + w) | 0; d = (d << 9) | (d >>> 23); h = (h << 19) | (h >>> 13);
    f = f ^ ((f << 9) | (f >>> 23)) ^ ((f << 17) | (f >>> 15));
    m = (b << 12) | (b >>> 20); s = (m + f + T[j + 3]!) | 0; s = (s << 7) | (s >>> 25);
    w = W[j + 3]!; a = ((b ^ c ^ d) + a + (s ^ m) + (w ^ W[j + 7]!)) | 0;
    e = ((f ^ g ^ h) + e + s + w) | 0; c = (c << 9) | (c >>> 23); g = (g << 19) | (g >>> 13);
    e = e ^ ((e << 9) | (e >>> 23)) ^ ((e << 17) | (e >>> 15));
  }
  for (let j = 16; j < 64; j += 4) {
    m = (a << 12) | (a >>> 20); s = (m + e + T[j]!) | 0; s = (s << 7) | (s >>> 25);
    w = W[j]!; d = (((a & b) | (c & (a | b))) + d + (s ^ m) + (w ^ W[j + 4]!)) | 0;
    h = ((g ^ (e & (f ^ g))) + h + s + w) | 0;
    b = (b << 9) | (b >>> 23); f = (f << 19) | (f >>> 13);
    h = h ^ ((h << 9) | (h >>> 23)) ^ ((h << 17) | (h >>> 15));
    m = (d << 12) | (d >>> 20); s = (m + h + T[j + 1]!) | 0; s = (s << 7) | (s >>> 25);
    w = W[j + 1]!; c = (((d & a) | (b & (d | a))) + c + (s ^ m) + (w ^ W[j + 5]!)) | 0;
    g = ((f ^ (h & (e ^ f))) + g + s + w) | 0;
    a = (a << 9) | (a >>> 23); e = (e << 19) | (e >>> 13);
    g = g ^ ((g << 9) | (g >>> 23)) ^ ((g << 17) | (g >>> 15));
    m = (c << 12) | (c >>> 20); s = (m + g + T[j + 2]!) | 0; s = (s << 7) | (s >>> 25);
    w = W[j + 2]!; b = (((c & d) | (a & (c | d))) + b + (s ^ m) + (w ^ W[j + 6]!)) | 0;
    f = ((e ^ (g & (h ^ e))) + f + s + w) | 0;
    d = (d << 9) | (d >>> 23); h = (h << 19) | (h >>> 13);
    f = f ^ ((f << 9) | (f >>> 23)) ^ ((f << 17) | (f >>> 15));
    m = (b << 12) | (b >>> 20); s = (m + f + T[j + 3]!) | 0; s = (s << 7) | (s >>> 25);
    w = W[j + 3]!; a = (((b & c) | (d & (b | c))) + a + (s ^ m) + (w ^ W[j + 7]!)) | 0;
    e = ((h ^ (f & (g ^ h))) + e + s + w) | 0;
    c = (c << 9) | (c >>> 23); g = (g << 19) | (g >>> 13);
    e = e ^ ((e << 9) | (e >>> 23)) ^ ((e << 17) | (e >>> 15));
  }
  v[0]! ^= a; v[1]! ^= b; v[2]! ^= c; v[3]! ^= d;
  v[4]! ^= e; v[5]! ^= f; v[6]! ^= g; v[7]! ^= h;
}
