import { beforeEach, describe, expect, it } from "vitest";
import { newKey } from "@api/client";
import { Problem } from "@api/problem";
import type { Body, Kind, Op } from "../src/queue/op";
import { project } from "../src/queue/project";
import { Queue } from "../src/queue/queue";
import { seen } from "../src/queue/seen";
import { MemoryStore } from "./memory";
import { Platform, visit, VISIT } from "./platform";

let store: MemoryStore;
let platform: Platform;
let queue: Queue;
let time: number;

beforeEach(async () => {
  time = 0;
  store = new MemoryStore();
  platform = new Platform(visit());
  queue = new Queue(store, platform, { now: () => time });
  await store.keep(visit());
});

/** What the page does on a press: based on what it shows, with all that waits. */
async function press(kind: Kind, body: Body = {}, says = kind as string, id = VISIT): Promise<Op> {
  const local = await store.visit(id);
  if (!local) throw new Error("no such visit");
  const shown = project(
    local.details,
    [...store.ops.values()].filter((op) => op.visit === id),
  );
  const at = "2026-07-01T02:00:00Z";
  return queue.add({
    visit: id,
    kind,
    key: newKey(),
    body,
    seen: seen(kind, shown, body),
    at,
    says,
  });
}

const item = (code: string, outcome: string) => ({
  items: [{ code, methods: ["field"], answers: [{ point: code, outcome, note: "" }], note: "" }],
});
const photo = (sha256: string) => ({ sha256, name: `${sha256}.jpg` });

const state = (op: Op) => store.ops.get(op.seq)?.state;
const kinds = () => platform.received.map((op) => op.kind);

describe("order", () => {
  it("is that of the presses, evidence first, each on the version that the one before made", async () => {
    await press("check", item("A", "pass"));
    await press("check", item("B", "pass"));
    await press("evidence", photo("p1"));
    await press("finish");
    await press("company_sign", { signed: true });
    await press("sign");
    await queue.drain();
    expect(kinds()).toEqual(["evidence", "check", "check", "finish", "company_sign", "sign"]);
    const versions = platform.received.map((op) => op.sent?.version);
    expect(versions).toEqual([undefined, 3, 4, 5, 6, undefined]);
    expect(platform.received.at(-1)?.sent?.digest).toBe("d1");
    expect([...store.ops.values()].every((op) => op.state === "done")).toBe(true);
  });

  it("lets no evidence pass a reopening", async () => {
    platform.change(VISIT, { state: "recorded", digest: "d0" });
    await store.keep(await platform.look(VISIT));
    await press("reopen");
    await press("evidence", photo("p1"));
    await queue.drain();
    expect(kinds()).toEqual(["reopen", "evidence"]);
  });

  it("holds what follows a refusal, and only in that visit", async () => {
    const other = visit({ id: "visit-2" });
    platform.visits.set(other.id, other);
    await store.keep(other);
    platform.faults = [new Problem({ status: 422, code: "inspection.checklist", detail: "不对" })];
    const first = await press("check", item("A", "pass"));
    const second = await press("finish");
    const elsewhere = await press("check", item("A", "pass"), "另一家", "visit-2");
    await queue.drain();
    expect([state(first), state(second), state(elsewhere)]).toEqual(["refused", "kept", "done"]);
    expect(store.ops.get(first.seq)?.refusal?.detail).toBe("不对");
  });
});

describe("a network that fails", () => {
  it("shows nothing as done, and sends the very same again", async () => {
    const op = await press("check", item("A", "pass"));
    platform.faults = ["lost-before"];
    await queue.drain();
    expect(state(op)).toBe("sending");
    expect(queue.status.pause).toBe("offline");
    await queue.drain();
    const [first, second] = platform.received;
    expect(second?.key).toBe(first?.key);
    expect(second?.sent).toEqual(first?.sent);
    expect(state(op)).toBe("done");
  });

  it("does nothing twice when only the answer was lost", async () => {
    const op = await press("check", item("A", "pass"));
    platform.faults = ["lost-after"];
    await queue.drain();
    expect(state(op)).toBe("sending");
    await queue.drain();
    expect(state(op)).toBe("done");
    expect(platform.acts).toHaveLength(1);
  });

  it("survives a crash between sending and the answer", async () => {
    const op = await press("check", item("A", "pass"));
    const next = await press("finish");
    // The disk takes nothing more at the moment of the answer.
    const finish = store.finish.bind(store);
    store.finish = () => Promise.reject(Problem.offline());
    await queue.drain();
    expect(platform.acts).toHaveLength(1);
    store.finish = finish;
    const restarted = new Queue(store, platform, { now: () => time });
    await restarted.drain();
    expect([state(op), state(next)]).toEqual(["done", "done"]);
    expect(platform.acts).toEqual(["check:check", "finish:finish"]);
  });

  it("waits longer each time, and not when a person presses", async () => {
    await press("check", item("A", "pass"));
    platform.faults = ["lost-before", "lost-before"];
    await queue.drain();
    const first = queue.status.again ?? 0;
    await queue.drain();
    const second = queue.status.again ?? 0;
    expect(first).toBeGreaterThanOrEqual(1_500);
    expect(first).toBeLessThanOrEqual(2_000);
    expect(second).toBeGreaterThanOrEqual(3_000);
    await queue.hurry();
    expect(platform.acts).toHaveLength(1);
  });

  it("waits for a server that is full, with the other visits going on", async () => {
    const other = visit({ id: "visit-2" });
    platform.visits.set(other.id, other);
    await store.keep(other);
    platform.faults = [new Problem({ status: 503, code: "server.full" })];
    const here = await press("check", item("A", "pass"));
    const there = await press("check", item("A", "pass"), "另一家", "visit-2");
    await queue.drain();
    expect([state(here), state(there)]).toEqual(["sending", "done"]);
    expect(queue.status.again).toBeGreaterThan(0);
    await queue.drain();
    expect(state(here)).toBe("sending");
    time = 400_000;
    await queue.drain();
    expect(state(here)).toBe("done");
  });

  it("goes on after the person has logged in again", async () => {
    const op = await press("check", item("A", "pass"));
    platform.session = new Problem({ status: 401, code: "session.none" });
    await queue.drain();
    expect([state(op), queue.status.pause]).toEqual(["kept", "sign-in"]);
    platform.session = undefined;
    await queue.drain();
    expect(state(op)).toBe("done");
  });
});

describe("somebody else was faster", () => {
  it("follows silently when nothing that was seen has changed", async () => {
    const op = await press("check", item("A", "pass"));
    platform.change(VISIT, {
      items: (await platform.look(VISIT)).items.map((it) =>
        it.code === "B" ? { ...it, checked: { methods: ["written"] } as never } : it,
      ),
    });
    await queue.drain();
    expect(state(op)).toBe("done");
    expect(platform.received).toHaveLength(2);
    expect(platform.received[1]?.key).not.toBe(platform.received[0]?.key);
    const codes = (await platform.look(VISIT)).items.map((it) => it.checked?.methods[0]);
    expect(codes).toEqual(["field", "written"]);
  });

  it("asks when the same was changed, and overwrites only when told to", async () => {
    const op = await press("check", item("A", "pass"));
    const theirs = (await platform.look(VISIT)).items.map((it) =>
      it.code === "A" ? { ...it, checked: { methods: ["written"] } as never } : it,
    );
    platform.change(VISIT, { items: theirs });
    await queue.drain();
    expect(state(op)).toBe("conflict");
    expect(platform.acts).toHaveLength(0);
    await queue.insist(op.seq);
    await queue.drain();
    expect(state(op)).toBe("done");
    expect((await platform.look(VISIT)).items[0]?.checked?.methods).toEqual(["field"]);
  });

  it("lets the other's stand, and keeps what was given up", async () => {
    const op = await press("check", item("A", "pass"));
    platform.change(VISIT, {
      items: (await platform.look(VISIT)).items.map((it) => ({
        ...it,
        checked: { methods: ["written"] } as never,
      })),
    });
    await queue.drain();
    await queue.drop(op.seq);
    await queue.drain();
    expect(state(op)).toBe("dropped");
    expect(store.ops.get(op.seq)?.body).toEqual(item("A", "pass"));
    expect(platform.acts).toHaveLength(0);
  });

  it("signs no other record than the one that was read", async () => {
    await press("finish");
    const sign = await press("sign");
    const added = { id: "e9", sha256: "p9" } as never;
    platform.visits.set(VISIT, { ...visit(), evidence: [added] });
    await store.keep({ ...visit(), evidence: [added] });
    await queue.drain();
    expect(platform.acts).toHaveLength(0);
    expect(state(sign)).toBe("kept");
  });
});

describe("corrections", () => {
  it("are a new act in the old place, with the refusal kept", async () => {
    platform.faults = [new Problem({ status: 422, code: "inspection.checklist", detail: "不对" })];
    const op = await press("check", item("A", ""));
    await queue.drain();
    await queue.correct(op.seq, item("A", "pass"), "改过的");
    await queue.drain();
    expect(platform.acts).toEqual(["check:改过的"]);
    expect(store.ops.get(op.seq)?.past).toEqual(["不对（改后重发）"]);
    const [first, second] = platform.received;
    expect(second?.key).not.toBe(first?.key);
  });

  it("are not taken of what may be at the server already", async () => {
    platform.faults = ["lost-after"];
    const op = await press("check", item("A", "pass"));
    await queue.drain();
    await expect(queue.drop(op.seq)).rejects.toMatchObject({ code: "client.sent" });
    await expect(queue.correct(op.seq, {}, "")).rejects.toMatchObject({ code: "client.sent" });
  });

  it("of what still waits here keep what it was based on", async () => {
    await press("check", item("A", "pass"));
    const second = await press("check", item("A", "fail"));
    await queue.correct(second.seq, item("A", "unchecked"), "再改");
    await queue.drain();
    expect(platform.acts).toEqual(["check:check", "check:再改"]);
  });
});
