// A person at the API: what a journey needs done by others, and what it looks up at the end.
import { randomUUID } from "node:crypto";
import { codeOf, DATA, ORIGIN, person } from "./county.mjs";

/** Logs a person of the county in; the answer calls operations as that person. */
export async function as(login, { data = DATA, origin = ORIGIN } = {}) {
  const who = person(login, data);
  const headers = { "content-type": "application/json", origin, "sec-fetch-site": "same-origin" };
  const enter = async () => {
    const body = { login, password: who.password, code: await codeOf(who.secret, data) };
    return fetch(`${origin}/api/v1/session`, {
      method: "POST",
      headers: { ...headers, "idempotency-key": randomUUID() },
      body: JSON.stringify(body),
    });
  };
  // The county itself may have used the first code a moment ago.
  let opened = await enter();
  if (opened.status === 401) opened = await enter();
  const session = await opened.json();
  if (!opened.ok) throw new Error(`${login}：${session.detail}`);
  const cookie = opened.headers
    .getSetCookie()
    .map((it) => it.split(";")[0])
    .join("; ");
  return async (method, path, sent) => {
    const answer = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: {
        ...headers,
        cookie,
        "x-csrf-token": session.csrf_token,
        "idempotency-key": randomUUID(),
      },
      ...(sent ? { body: JSON.stringify(sent) } : {}),
    });
    const said = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}：${said.code} ${said.detail}`);
    return said;
  };
}
