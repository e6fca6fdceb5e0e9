/** SM2 signatures with SM3 (GB/T 32918.2-2016) on the recommended curve. */
import { weierstrass } from "@noble/curves/abstract/weierstrass.js";
import { type Bytes, concat, fromHex, toBigInt, toHex, utf8 } from "./bytes.ts";
import { SM3, digest } from "./hash.ts";
import { remembered } from "./memo.ts";

const p = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
const n = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const a = 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn;
const b = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
const Gx = 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n;
const Gy = 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n;
/** The recommended curve. */
export const Point = weierstrass({ p, n, h: 1n, a, b, Gx, Gy });
export const ORDER = n;

function be32(x: bigint): Bytes {
  return fromHex(x.toString(16).padStart(64, "0"));
}

/** Z of GB/T 32918.2 §5.5 for a user id and a public point (64 bytes x ‖ y). */
export function identity(id: string, xy: Bytes): Bytes {
  const text = utf8(id);
  const bits = text.length * 8;
  const head = new Uint8Array([(bits >>> 8) & 255, bits & 255]);
  return digest(SM3, head, text, be32(a), be32(b), be32(Gx), be32(Gy), xy);
}

/**
 * Does `sig` (r ‖ s, 64 bytes) sign the message under the uncompressed key (65 bytes, 04…)?
 * A point off the curve, or r or s outside 1…n−1, gives false.
 */
export function sm2Verify(key: Bytes, id: string, message: Bytes, sig: Bytes): boolean {
  return remembered("sm2", key, id, message, sig, () => verify(key, id, message, sig));
}

function verify(key: Bytes, id: string, message: Bytes, sig: Bytes): boolean {
  if (key.length !== 65 || key[0] !== 4 || sig.length !== 64) return false;
  const r = toBigInt(sig.subarray(0, 32));
  const s = toBigInt(sig.subarray(32));
  if (r < 1n || r >= n || s < 1n || s >= n) return false;
  const t = (r + s) % n;
  if (t === 0n) return false;
  try {
    const P = Point.fromHex(toHex(key));
    P.assertValidity();
    const q = Point.BASE.multiplyUnsafe(s).add(P.multiplyUnsafe(t));
    if (q.is0()) return false;
    const e = toBigInt(digest(SM3, concat(identity(id, key.subarray(1)), message)));
    return (e + q.toAffine().x) % n === r;
  } catch {
    return false;
  }
}
