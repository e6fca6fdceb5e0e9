import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { MemoryRouter } from "react-router";
import { SessionGate } from "../session/session";
import { useListSettings } from "./listSettings";

const SESSION = { account: "me", permissions: [], pending: null, csrf_token: "t" };

let root: Root | undefined;
/** What the platform has, by account; unreachable when it is undefined. */
let platform: unknown;
let reachable: boolean;
const asked: string[] = [];

async function answered(input: RequestInfo | URL): Promise<Response> {
  const request = input as Request;
  const { pathname } = new URL(request.url);
  if (pathname === "/api/v1/session") return Response.json(SESSION);
  asked.push(`${request.method} ${pathname}`);
  if (!reachable) throw new TypeError("network");
  if (request.method === "PUT") platform = ((await request.json()) as { value: unknown }).value;
  return Response.json({ key: "list.plans", value: platform ?? null });
}

function Page() {
  const [{ columns = [] }, change] = useListSettings("plans");
  return (
    <button type="button" onClick={() => change({ columns: [...columns, "name"] })}>
      {columns.join(",") || "none"}
    </button>
  );
}

const shown = () => document.querySelector("button")?.textContent;

async function until(holds: () => boolean) {
  for (let turn = 0; turn < 300 && !holds(); turn += 1) {
    await act(() => new Promise((later) => setTimeout(later, 10)));
  }
  expect(holds(), document.body.innerHTML).toBe(true);
}

/** Opens the page as somebody does who comes to a computer. */
async function open() {
  await act(async () => root?.unmount());
  const cache = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  root = createRoot(document.body.appendChild(document.createElement("div")));
  await act(async () =>
    root?.render(
      <MemoryRouter>
        <QueryClientProvider client={cache}>
          <SessionGate place="办公端">
            <Page />
            <Page />
          </SessionGate>
        </QueryClientProvider>
      </MemoryRouter>,
    ),
  );
}

const press = () => act(async () => document.querySelector("button")?.click());

beforeEach(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  localStorage.clear();
  asked.length = 0;
  platform = undefined;
  reachable = true;
  vi.stubGlobal("fetch", answered);
});

afterEach(async () => {
  await act(async () => root?.unmount());
  root = undefined;
  document.body.innerHTML = "";
  vi.unstubAllGlobals();
});

it("follows the person to another computer", async () => {
  await open();
  await until(() => shown() === "none" && asked.length > 0);
  expect(asked).toEqual(["GET /api/v1/settings/list.plans"]);
  await press();
  await until(() => shown() === "name");
  await until(() => platform !== undefined);
  expect(platform).toEqual({ columns: ["name"] });
  localStorage.clear();
  await open();
  await until(() => shown() === "name");
});

it("works without the platform, and hands on what it could not send", async () => {
  reachable = false;
  await open();
  await until(() => shown() === "none");
  await press();
  await until(() => shown() === "name");
  await open();
  await until(() => shown() === "name");
  expect(platform).toBeUndefined();
  reachable = true;
  await open();
  await until(() => platform !== undefined);
  expect(platform).toEqual({ columns: ["name"] });
  expect(shown()).toBe("name");
});
