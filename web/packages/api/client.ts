import createClient from "openapi-fetch";
import type { components, paths } from "./generated/schema";
import { Problem } from "./problem";

/** A view or form of the API by its published name. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** What the server asks of the person before it goes on. */
export type Ask = "sign-in" | "step-up";

let csrf = "";
let ask: (what: Ask) => Promise<boolean> = () => Promise.resolve(false);

/** The token that every write carries; changes with the session. */
export function setCsrf(token: string): void {
  csrf = token;
}

/** How a lapsed session or a second proof is asked for; true when the request may be sent again. */
export function setAsk(handler: typeof ask): void {
  ask = handler;
}

async function once(request: Request): Promise<Response> {
  const copy = request.clone();
  if (request.method !== "GET") copy.headers.set("x-csrf-token", csrf);
  try {
    return await fetch(copy);
  } catch (error) {
    // Stopped by the person: no failure of the connection.
    if (request.signal.aborted) throw error;
    throw Problem.offline();
  }
}

async function problem(response: Response): Promise<Problem> {
  try {
    return new Problem(await response.json());
  } catch {
    const detail = `服务器的答复读不懂（${response.status}）；请稍后再试，仍不行请联系管理员。`;
    return new Problem({ status: response.status, code: "client.answer", detail });
  }
}

function askedBy(found: Problem): Ask | undefined {
  if (found.code === "session.step_up") return "step-up";
  return found.status === 401 ? "sign-in" : undefined;
}

/** Sends a request; a session that lapsed meanwhile is renewed and the request sent again, so
 * that nobody loses a form to a clock. */
async function send(request: Request): Promise<Response> {
  const response = await once(request);
  if (response.ok) return response;
  const found = await problem(response);
  const opening = request.url.endsWith("/api/v1/session");
  const what = opening ? undefined : askedBy(found);
  if (!what || !(await ask(what))) throw found;
  const again = await once(request);
  if (again.ok) return again;
  throw await problem(again);
}

/** As `send`, for a call that does not go through `fetch`: it gets the token of the session and
 * throws its refusals as problems. */
export async function retried<T>(call: (token: string) => Promise<T>): Promise<T> {
  try {
    return await call(csrf);
  } catch (error) {
    const found = Problem.of(error);
    const what = askedBy(found);
    if (!what || !(await ask(what))) throw found;
    return call(csrf);
  }
}

/** The typed client: addresses, parameters and answers are checked against the description. */
export const client = createClient<paths>({ baseUrl: location.origin, fetch: send });

client.use({
  onRequest({ request }) {
    if (request.method !== "GET" && !request.headers.has("idempotency-key")) {
      request.headers.set("idempotency-key", newKey());
    }
    return request;
  },
});

/** A key that no other submission has; kept by the form, so that a repeated press is one act. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The answer of a typed call; a refusal is thrown as a `Problem`. */
export async function answer<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call;
  return data as T;
}

interface Options {
  query?: Record<string, unknown>;
  body?: unknown;
  /** A file in place of JSON. */
  file?: Blob;
  /** What the file is called. */
  name?: string;
  key?: string;
  /** Stops the call. */
  signal?: AbortSignal;
}

/** A call whose address is only known at run time: what the generic pages use. */
export async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (value !== undefined && value !== null && value !== "")
      url.searchParams.set(name, String(value));
  }
  const headers = new Headers({ accept: "application/json" });
  const init: RequestInit = { method: method.toUpperCase(), headers };
  if (init.method !== "GET") headers.set("idempotency-key", options.key ?? newKey());
  if (options.signal) init.signal = options.signal;
  if (options.file) {
    headers.set("content-type", "application/octet-stream");
    if (options.name) headers.set("x-file-name", encodeURIComponent(options.name));
    init.body = options.file;
  } else if (options.body !== undefined) {
    headers.set("content-type", "application/json");
    init.body = JSON.stringify(options.body);
  }
  const response = await send(new Request(url, init));
  const text = await response.text();
  return (text ? JSON.parse(text) : null) as T;
}

/** The content of a file. */
export async function bytes(path: string): Promise<Blob> {
  return (await send(new Request(new URL(path, location.origin)))).blob();
}

/** What is told of a download while it goes on: bytes so far, and of how many when that is known. */
export type Progress = (done: number, of: number | undefined) => void;

/** The content of a large file, piece by piece; ends with an `AbortError` when it is stopped. */
export async function downloaded(path: string, signal: AbortSignal, tell: Progress): Promise<Blob> {
  const response = await send(new Request(new URL(path, location.origin), { signal }));
  const length = Number(response.headers.get("content-length"));
  // A packed answer tells its packed length, which the bytes that arrive here do not have.
  const packed = response.headers.has("content-encoding");
  const of = packed || !length ? undefined : length;
  const pieces: BlobPart[] = [];
  let done = 0;
  tell(done, of);
  const reader = response.body?.getReader();
  for (;;) {
    const piece = await reader?.read();
    if (!piece || piece.done) break;
    pieces.push(piece.value);
    done += piece.value.byteLength;
    tell(done, of);
  }
  return new Blob(pieces, { type: response.headers.get("content-type") ?? "" });
}

/** One page of a list. */
export interface Page<T> {
  items: T[];
  total: number;
  page: number;
  page_size: number;
}
