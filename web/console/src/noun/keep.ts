/** Small things kept on this computer for one person: drafts, views, chosen columns. */
const PREFIX = "sunlot:";

export function kept<T>(account: string, key: string): T | undefined {
  const text = localStorage.getItem(`${PREFIX}${account}:${key}`);
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

/** Keeps a value, or forgets it when it is undefined. A full disk must not break the page. */
export function keep(account: string, key: string, value: unknown): void {
  const name = `${PREFIX}${account}:${key}`;
  try {
    if (value === undefined) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Nothing to do: the form itself still holds what was typed.
  }
}
