import { expect, it } from "vitest";
import { allRows, ROWS_MAX, type Ask } from "./exportRows";
import type { Row } from "./noun";

const rows = (count: number) => Array.from({ length: count }, (_, at) => ({ id: `${at}` }) as Row);

/** A platform with as many rows, which says how often it was asked. */
function platform(count: number, asked: number[] = []): Ask {
  const all = rows(Math.min(count, 1_000));
  return async ({ page, page_size }) => {
    const [at, size] = [Number(page), Number(page_size)];
    asked.push(at);
    const items = all.slice((at - 1) * size, at * size);
    return { items, total: count, page: at, page_size: size };
  };
}

it("brings every row, tells how far it has come, and asks no page twice", async () => {
  const asked: number[] = [];
  const told: number[] = [];
  const signal = new AbortController().signal;
  const found = await allRows(platform(450, asked), {}, signal, ({ done }) => told.push(done));
  expect(found.map((it) => it.id)).toEqual(rows(450).map((it) => it.id));
  expect(asked).toEqual([1, 2, 3]);
  expect(told).toEqual([200, 400, 450]);
});

it("says when there are too many instead of leaving some out", async () => {
  const signal = new AbortController().signal;
  const refused = allRows(platform(ROWS_MAX + 1), {}, signal, () => undefined);
  await expect(refused).rejects.toMatchObject({ code: "client.export_rows" });
});

it("stops when it is told to", async () => {
  const stop = new AbortController();
  const asked: number[] = [];
  const stopped = allRows(platform(900, asked), {}, stop.signal, () => stop.abort());
  await expect(stopped).rejects.toThrow();
  expect(asked).toEqual([1, 2]);
});

it("ends although rows vanish meanwhile", async () => {
  const ask: Ask = async ({ page }) => ({
    items: page === 1 ? rows(200) : [],
    total: 300,
    page: Number(page),
    page_size: 200,
  });
  const found = await allRows(ask, {}, new AbortController().signal, () => undefined);
  expect(found).toHaveLength(200);
});
