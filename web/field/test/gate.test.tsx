import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Gate } from "../src/session/Gate";
import { hasCode, setCode } from "../src/session/code";

const SESSION = {
  account: "me",
  login: "zf.yh0001",
  name: "彭明霞",
  permissions: [],
  pending: null,
  now: "2026-07-01T01:00:00Z",
  csrf_token: "t",
};

let root: Root | undefined;
let open: boolean;
const asked: string[] = [];

async function platform(input: RequestInfo | URL): Promise<Response> {
  const { method, url } = input as Request;
  asked.push(`${method} ${new URL(url).pathname}`);
  if (method === "DELETE") open = false;
  else if (!open) return Response.json({ status: 401, code: "session.none" }, { status: 401 });
  return method === "DELETE" ? new Response(null, { status: 204 }) : Response.json(SESSION);
}

const field = (label: string) =>
  [...document.querySelectorAll("label")].find((it) => it.textContent?.startsWith(label));
const text = () => document.body.textContent ?? "";

/** Lets the page do what it has begun. */
async function until(holds: () => boolean) {
  for (let turn = 0; turn < 500 && !holds(); turn += 1) {
    await act(() => new Promise((later) => setTimeout(later, 10)));
  }
  expect(holds(), text()).toBe(true);
}

async function enter(code: string) {
  const input = document.querySelector("input") as HTMLInputElement;
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
  await act(async () => {
    set?.call(input, code);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await act(async () => (document.querySelector("form") as HTMLFormElement).requestSubmit());
}

async function load() {
  await act(async () => root?.unmount());
  const page = document.body.appendChild(document.createElement("div"));
  root = createRoot(page);
  await act(async () => root?.render(<Gate>里面</Gate>));
}

beforeEach(async () => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  localStorage.clear();
  document.body.textContent = "";
  open = true;
  vi.stubGlobal("fetch", platform);
  const { account, login, name } = SESSION;
  localStorage.setItem("sunlot-field-who", JSON.stringify({ account, login, name }));
  await setCode("me", "246810");
});

afterEach(() => act(async () => root?.unmount()));

it("stays locked with a session that is still good, until the code is right", async () => {
  await load();
  await until(() => text().includes("执法端已锁定"));
  expect(document.querySelector("div[hidden]")?.textContent).toBe("里面");
  await enter("246810");
  await until(() => !text().includes("执法端已锁定"));
  expect(document.querySelector("div[hidden]")).toBeNull();
});

it("ends the session after the last wrong code, for a page that is loaded anew too", async () => {
  await load();
  for (let left = 4; left >= 1; left -= 1) {
    await enter("000000");
    await until(() => text().includes(`还可以试 ${left} 次`));
  }
  await enter("000000");
  await until(() => field("登录名") !== undefined && !open);
  expect(hasCode("me")).toBe(false);
  expect(asked.at(-1)).toBe("DELETE /api/v1/session");
  await load();
  await until(() => field("登录名") !== undefined);
  expect(text()).not.toContain("请设解锁码");
});

it("opens without the platform by the code, and not at all without a code", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
  await load();
  await until(() => text().includes("执法端已锁定"));
  await enter("246810");
  await until(() => text() === "里面");
  localStorage.removeItem("sunlot-field-code-me");
  await load();
  await until(() => text().includes("现在连接不上平台"));
});
