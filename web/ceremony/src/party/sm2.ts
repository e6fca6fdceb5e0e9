/**
 * What a holder does with the secret key, in this browser alone: open the box (GB/T 32918.4) and
 * sign the receipt (GB/T 32918.2). Key files are those of `sunlot log key`.
 */
import {
  type Bytes,
  concat,
  equalBytes,
  fromHex,
  toBigInt,
  toHex,
} from "../../../verify/src/ssj1/bytes.ts";
import { digest, SM3, tagged } from "../../../verify/src/ssj1/hash.ts";
import { identity, ORDER as n, Point } from "../../../verify/src/ssj1/sm2.ts";

const HEAD = "SSJ-1 secret key";

/** The user id that the platform's logs are signed under. */
export const USER_ID = "1234567812345678";

export interface HolderKey {
  name: string;
  secret: bigint;
  ed25519: string;
}

const be32 = (x: bigint): Bytes => fromHex(x.toString(16).padStart(64, "0"));
const point = (k: bigint) => fromHex(Point.BASE.multiply(k).toHex(false));

export function publicKey(key: HolderKey): string {
  return toHex(point(key.secret));
}

/** A key made from 32 random bytes, as the platform's own program derives it. */
export function newKey(name: string, entropy: Bytes): HolderKey {
  const derive = (part: string) => tagged(SM3, "key", part, entropy);
  let secret = derive("sm2");
  while (toBigInt(secret) === 0n || toBigInt(secret) >= n - 1n) secret = tagged(SM3, "key", secret);
  return { name, secret: toBigInt(secret), ed25519: toHex(derive("ed25519")) };
}

export function keyText(key: HolderKey): string {
  return `${HEAD}\n${key.name}\n${key.ed25519}\n${toHex(be32(key.secret))}\n`;
}

export function readKey(text: string): HolderKey {
  const [head, name = "", ed25519 = "", secret = ""] = text.split(/\r?\n/);
  const good = head === HEAD && [ed25519, secret].every((it) => /^[0-9a-f]{64}$/.test(it));
  if (!good) throw new Error("这不是托管钥匙文件。");
  return { name, ed25519, secret: BigInt(`0x${secret}`) };
}

/** Opens a box of 65 + 32 + 32 bytes; undefined when it is for another key or was changed. */
export function open(key: HolderKey, sealed: string): string | undefined {
  if (!/^04[0-9a-f]{256}$/.test(sealed)) return undefined;
  const bytes = fromHex(sealed);
  const shared = fromHex(Point.fromHex(sealed.slice(0, 130)).multiply(key.secret).toHex(false));
  const mask = digest(SM3, shared.subarray(1), new Uint8Array([0, 0, 0, 1]));
  const plain = bytes.subarray(97).map((byte, i) => byte ^ mask[i]!);
  const check = digest(SM3, shared.subarray(1, 33), plain, shared.subarray(33));
  return equalBytes(check, bytes.subarray(65, 97)) ? toHex(plain) : undefined;
}

/** r ‖ s over the text. `fresh` gives 32 random bytes. */
export function sign(key: HolderKey, text: Bytes, fresh: () => Bytes): string {
  const own = point(key.secret).subarray(1);
  const e = toBigInt(digest(SM3, concat(identity(USER_ID, own), text)));
  for (;;) {
    const k = toBigInt(fresh());
    if (k === 0n || k >= n) continue;
    const r = (e + Point.BASE.multiply(k).toAffine().x) % n;
    if (r === 0n || r + k === n) continue;
    const s = (inverse(1n + key.secret) * (((k - r * key.secret) % n) + n)) % n;
    if (s !== 0n) return toHex(be32(r)) + toHex(be32(s));
  }
}

/** By Fermat: n is prime. */
function inverse(x: bigint): bigint {
  let [result, base, power] = [1n, x % n, n - 2n];
  for (; power > 0n; power >>= 1n) {
    if (power & 1n) result = (result * base) % n;
    base = (base * base) % n;
  }
  return result;
}
