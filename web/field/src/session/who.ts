import type { Session } from "@session/session";

/** Whose phone it is: known without the platform, so that work goes on without a network. */
export interface Who {
  account: string;
  login: string;
  name: string;
}

const WHO = "sunlot-field-who";
const ACTIVE = "sunlot-field-active";

const SPENT = "sunlot-field-spent";

/** After this long without a touch the page is locked. */
export const IDLE_MS = 300_000;

export function remembered(): Who | undefined {
  const text = localStorage.getItem(WHO);
  return text ? (JSON.parse(text) as Who) : undefined;
}

export function remember({ account, login, name }: Session): Who {
  const who = { account, login, name };
  localStorage.setItem(WHO, JSON.stringify(who));
  touched();
  return who;
}

/** The code was wrong too often: what the cookie still proves is not enough any more. */
export function spend(): void {
  localStorage.setItem(SPENT, "1");
}

export function isSpent(): boolean {
  return localStorage.getItem(SPENT) !== null;
}

/** Somebody has shown his password. */
export function renew(): void {
  localStorage.removeItem(SPENT);
}

export function forget(): void {
  localStorage.removeItem(WHO);
}

export function touched(now = Date.now()): void {
  localStorage.setItem(ACTIVE, String(now));
}

export function isIdle(now = Date.now()): boolean {
  return now - Number(localStorage.getItem(ACTIVE) ?? 0) > IDLE_MS;
}
