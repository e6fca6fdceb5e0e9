/** Ed25519 (RFC 8032) and the pinned drand chain (ssj-1 §4.5). */
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { ed25519 } from "@noble/curves/ed25519.js";
import { type Bytes, fromHex, toHex } from "./bytes.ts";
import { SHA256, digest } from "./hash.ts";
import { remembered } from "./memo.ts";

export function ed25519Verify(key: Bytes, message: Bytes, sig: Bytes): boolean {
  if (key.length !== 32 || sig.length !== 64) return false;
  return remembered("ed25519", key, "", message, sig, () => {
    try {
      return ed25519.verify(sig, message, key, { zip215: false });
    } catch {
      return false;
    }
  });
}

export const DRAND_GENESIS = 1692803367;
export const DRAND_PERIOD = 3;
const DRAND_KEY = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3a"
  + "c6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc0"
  + "9e76eae8991ef5ece45a";
const DST = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

/** Unix second at which a quicknet round appears. */
export function drandTime(round: number): number {
  return DRAND_GENESIS + DRAND_PERIOD * (round - 1);
}

const seen = new Map<string, boolean>();

/** Is `value` (48 bytes) quicknet's signature of the round under the pinned key? */
export function drandVerify(round: number, value: Bytes): boolean {
  const name = `${round}/${toHex(value)}`;
  const known = seen.get(name);
  if (known !== undefined) return known;
  const message = new Uint8Array(8);
  new DataView(message.buffer).setBigUint64(0, BigInt(round));
  let ok = false;
  try {
    const b = bls12_381.shortSignatures;
    ok = b.verify(value, b.hash(digest(SHA256, message), DST), fromHex(DRAND_KEY));
  } catch {
    ok = false;
  }
  seen.set(name, ok);
  return ok;
}
