/**
 * A contributor's random number. It is made in this browser and stays in it, and in the file that
 * the person keeps, until it is revealed; the platform gets the promise alone.
 */
import { fromHex, toHex } from "../../../verify/src/ssj1/bytes.ts";
import { SM3 } from "../../../verify/src/ssj1/hash.ts";
import { commitment } from "../../../verify/src/ssj1/tickets.ts";

const KEY = "sunlot-nonce";
const FORM = /^[0-9a-f]{64}$/;

/** Of this draw and this party alone: a number that serves twice promises nothing. */
const place = (drawId: string, party: string) => `${KEY}:${drawId}:${party}`;

export function fresh(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(32)));
}

export function promiseOf(drawId: string, party: string, nonce: string): string {
  return commitment(SM3, drawId, party, fromHex(nonce));
}

export function kept(drawId: string, party: string): string | undefined {
  const found = localStorage.getItem(place(drawId, party));
  return found && FORM.test(found) ? found : undefined;
}

export function keep(drawId: string, party: string, nonce: string): void {
  localStorage.setItem(place(drawId, party), nonce);
}

/** The file a person keeps: plain text, the number on its last line. */
export function asFile(drawId: string, party: string, nonce: string): Blob {
  const text = `阳光签随机数，揭示之前请勿给任何人\n${drawId}\n${party}\n${nonce}\n`;
  return new Blob([text], { type: "text/plain" });
}

/** Reads such a file; says what is wrong with it. */
export function fromFile(text: string, drawId: string, party: string): string {
  const [, draw = "", who = "", nonce = ""] = text.split(/\r?\n/);
  if (!FORM.test(nonce)) throw new Error("这不是随机数文件，或已被改动。");
  if (draw !== drawId) throw new Error(`这个文件是另一次抽取（${draw}）的。`);
  if (who !== party) throw new Error(`这个文件是另一方（${who}）的。`);
  return nonce;
}
