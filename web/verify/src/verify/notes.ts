/** Checkpoints as signed notes (ssj-1 §10; C2SP tlog-checkpoint, signed-note, cosignature/v1). */
import { type Bytes, concat, fromHex, toHex, utf8 } from "../ssj1/bytes.ts";
import { SHA256, digest } from "../ssj1/hash.ts";
import { ed25519Verify } from "../ssj1/signatures.ts";
import { sm2Verify } from "../ssj1/sm2.ts";
import { bad } from "./form.ts";
import type { Keys, Rules } from "./rules.ts";

export type TreeName = "sha256" | "sm3";
export interface Line { name: string; keyId: string; payload: Bytes }
export interface Note { body: string; size: number; root: Bytes; lines: Line[] }

const B64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Bytes of padded canonical base64, or null. */
export function fromBase64(text: string): Bytes | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  const pad = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const out = new Uint8Array((text.length / 4) * 3 - pad);
  let acc = 0;
  let bits = 0;
  let at = 0;
  for (const c of text.slice(0, text.length - pad)) {
    acc = ((acc << 6) | B64.indexOf(c)) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = (acc >> bits) & 255;
    }
  }
  if ((acc & ((1 << bits) - 1)) !== 0) return null;
  return out;
}

/** Reads a note; its body must be origin, size and root, without further lines. */
export function readNote(text: string, place: string, origin: string, size: number): Note {
  const cut = text.indexOf("\n\n");
  if (cut < 0 || !text.endsWith("\n")) bad(place, text, "三行正文、空行、签名行");
  const body = text.slice(0, cut + 1);
  const lines = body.split("\n");
  if (lines.length !== 4) bad(place, body, "正文恰为 origin、size、root 三行");
  if (lines[0] !== origin) bad(`${place} 第 1 行`, lines[0], origin);
  if (lines[1] !== String(size)) bad(`${place} 第 2 行`, lines[1], String(size));
  const root = fromBase64(lines[2]!);
  if (root === null || root.length !== 32) bad(`${place} 第 3 行`, lines[2], "32 字节的 base64");
  const rest = text.slice(cut + 2);
  const signed = rest.split("\n").slice(0, -1).map((l, i) => signatureLine(l, `${place} 签名行 ${i + 1}`));
  if (signed.length === 0) bad(place, rest, "至少一行签名");
  return { body, size, root, lines: signed };
}

function signatureLine(line: string, place: string): Line {
  const m = /^— ([^ +]+) ([A-Za-z0-9+/=]+)$/.exec(line);
  const payload = m === null ? null : fromBase64(m[2]!);
  if (m === null || payload === null || payload.length < 5) bad(place, line, "— 名称 base64");
  return { name: m![1]!, keyId: toHex(payload!.subarray(0, 4)), payload: payload!.subarray(4) };
}

function keyId(name: string, algorithm: Bytes, key: Bytes): string {
  return toHex(digest(SHA256, concat(utf8(name + "\n"), algorithm, key)).subarray(0, 4));
}

/** Algorithm bytes of the four kinds of signature line. */
function algorithm(tree: TreeName, cosigned: boolean): Bytes {
  if (tree === "sha256") return new Uint8Array([cosigned ? 4 : 1]);
  const label = cosigned ? "SSJ-1/SM2-COSIGNATURE" : "SSJ-1/SM2";
  return concat(new Uint8Array([0xff]), utf8(label));
}

export function lineKeyId(k: Keys, tree: TreeName, cosigned: boolean): string {
  return keyId(k.name, algorithm(tree, cosigned), fromHex(tree === "sha256" ? k.ed25519 : k.sm2));
}

function signatureOk(
  k: Keys, tree: TreeName, id: string, message: string, sig: Bytes,
): boolean {
  return tree === "sha256" ? ed25519Verify(fromHex(k.ed25519), utf8(message), sig)
    : sm2Verify(fromHex(k.sm2), id, utf8(message), sig);
}

/** Signature of the operator over the body of the note. */
export function operatorOk(rules: Rules, tree: TreeName, note: Note, line: Line): boolean {
  return signatureOk(rules.log.operator, tree, rules.log.sm2Id, note.body, line.payload);
}

/** Time of a witness's cosignature, or null when it does not verify. */
export function cosignedAt(
  rules: Rules, witness: Keys, tree: TreeName, note: Note, line: Line,
): number | null {
  if (line.payload.length !== 72) return null;
  const view = new DataView(line.payload.buffer, line.payload.byteOffset, 8);
  const t = view.getBigUint64(0);
  const text = `cosignature/v1\ntime ${t}\n${note.body}`;
  const ok = signatureOk(witness, tree, rules.log.sm2Id, text, line.payload.subarray(8));
  return ok && t < 1n << 53n ? Number(t) : null;
}
