import { afterEach, expect, test, vi } from "vitest";

vi.stubGlobal("location", { origin: "https://sunlot.test" });
const { downloaded } = await import("./client");

afterEach(() => vi.restoreAllMocks());

function answers(pieces: string[], headers: Record<string, string>, never = false) {
  vi.spyOn(globalThis, "fetch").mockImplementation((input) => {
    const { signal } = input as Request;
    const body = new ReadableStream<Uint8Array>({
      start(to) {
        for (const piece of pieces) to.enqueue(new TextEncoder().encode(piece));
        if (!never) to.close();
        signal.addEventListener("abort", () => to.error(signal.reason));
      },
    });
    return Promise.resolve(new Response(body, { headers }));
  });
}

test("a download tells how much has come, and of how much when that is known", async () => {
  answers(["abc", "de"], { "content-length": "5", "content-type": "application/zip" });
  const told: [number, number | undefined][] = [];
  const control = new AbortController();
  const found = await downloaded("/a.zip", control.signal, (done, of) => told.push([done, of]));
  expect(await found.text()).toBe("abcde");
  expect(told).toEqual([
    [0, 5],
    [3, 5],
    [5, 5],
  ]);
});

test("a packed answer has no length of what arrives", async () => {
  answers(["abc"], { "content-length": "2", "content-encoding": "gzip" });
  const told: (number | undefined)[] = [];
  await downloaded("/a.zip", new AbortController().signal, (_, of) => told.push(of));
  expect(told).toEqual([undefined, undefined]);
});

test("a stopped download ends and gives nothing", async () => {
  answers(["abc"], {}, true);
  const control = new AbortController();
  const found = downloaded("/a.zip", control.signal, (done) => {
    if (done > 0) control.abort();
  });
  await expect(found).rejects.toMatchObject({ name: "AbortError" });
});
