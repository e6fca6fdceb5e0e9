/** Where the page comes from, and what its address asks for. From disk there is no origin at all. */
import type { Bytes } from "../ssj1/bytes.ts";

export const served = /^https?:$/.test(location.protocol);

export interface Wanted { bundle: string; drawId: string; code: string }

/** `?bundle=/api/v1/public/draws/ID/bundle.zip&code=…`; only of this very origin. */
export function wanted(): Wanted | null {
  const query = new URLSearchParams(location.search);
  const bundle = query.get("bundle");
  if (bundle === null || !served) return null;
  const url = new URL(bundle, location.href);
  if (url.origin !== location.origin) {
    throw new Error("网址里的数据包不在本站，没有下载；请把它保存到电脑，再拖到这里。");
  }
  return { bundle: url.pathname + url.search, drawId: drawOf(url.pathname),
    code: query.get("code") ?? "" };
}

function drawOf(path: string): string {
  return /\/public\/draws\/([^/]+)\/bundle\.zip$/.exec(path)?.[1] ?? "";
}

interface Refusal { detail?: string; code?: string }

/** The server's own words, or what can be said without them. */
export async function refusal(answer: Response): Promise<string> {
  const said = await answer.json().catch(() => ({})) as Refusal;
  if (said.detail === undefined) return `服务器没有应答（${answer.status}），请稍后再试。`;
  return said.code === undefined ? said.detail : `${said.detail}（${said.code}）`;
}

export async function download(path: string): Promise<[string, Bytes][]> {
  const answer = await fetch(path, { credentials: "omit" });
  if (!answer.ok) throw new Error(await refusal(answer));
  return [["bundle.zip", new Uint8Array(await answer.arrayBuffer())]];
}
