/** Signatures already judged: a checkpoint is looked at by several checks, a corpus has thousands. */
import { type Bytes, toHex, u32, utf8 } from "./bytes.ts";
import { SHA256, digest } from "./hash.ts";

const seen = new Map<string, boolean>();

/** The verdict for this exact key, id, message and signature. */
export function remembered(
  scheme: string, key: Bytes, id: string, message: Bytes, sig: Bytes, judge: () => boolean,
): boolean {
  const parts = [utf8(scheme), key, utf8(id), message, sig].flatMap((p) => [u32(p.length), p]);
  const name = toHex(digest(SHA256, ...parts));
  const known = seen.get(name);
  if (known !== undefined) return known;
  const ok = judge();
  if (seen.size > 100_000) seen.clear();
  seen.set(name, ok);
  return ok;
}
