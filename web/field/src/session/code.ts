/**
 * 解锁码: opens this phone's pages for the person who was logged in here, also without a network.
 * It is no password of the platform: nothing is sent with it, and after five wrong tries it is
 * gone and only a sign-in helps.
 */
const ROUNDS = 310_000;
export const TRIES_MAX = 5;
export const CODE_PATTERN = /^\d{6}$/u;

interface Kept {
  salt: string;
  hash: string;
  wrong: number;
}

const name = (account: string) => `sunlot-field-code-${account}`;
const hex = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

async function derive(code: string, salt: string): Promise<string> {
  const text = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", text.encode(code), "PBKDF2", false, [
    "deriveBits",
  ]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: text.encode(salt), iterations: ROUNDS };
  return hex(new Uint8Array(await crypto.subtle.deriveBits(how, key, 256)));
}

function kept(account: string): Kept | undefined {
  const text = localStorage.getItem(name(account));
  return text ? (JSON.parse(text) as Kept) : undefined;
}

export function hasCode(account: string): boolean {
  return kept(account) !== undefined;
}

export async function setCode(account: string, code: string): Promise<void> {
  const salt = hex(crypto.getRandomValues(new Uint8Array(16)));
  const made: Kept = { salt, hash: await derive(code, salt), wrong: 0 };
  localStorage.setItem(name(account), JSON.stringify(made));
}

export function dropCode(account: string): void {
  localStorage.removeItem(name(account));
}

/** Whether the code is right; otherwise how many tries are left. */
export async function tryCode(
  account: string,
  code: string,
): Promise<{ right: true } | { right: false; left: number }> {
  const known = kept(account);
  if (!known) return { right: false, left: 0 };
  // The try is counted before it is judged: closing the page does not give it back.
  const wrong = known.wrong + 1;
  localStorage.setItem(name(account), JSON.stringify({ ...known, wrong }));
  if (wrong <= TRIES_MAX && (await derive(code, known.salt)) === known.hash) {
    localStorage.setItem(name(account), JSON.stringify({ ...known, wrong: 0 }));
    return { right: true };
  }
  if (wrong >= TRIES_MAX) dropCode(account);
  return { right: false, left: Math.max(0, TRIES_MAX - wrong) };
}
