import { describe, expect, it } from "vitest";
import { farInWords, metres, placeOf, shortWay, wayLength, wayThrough } from "../src/visits/place";
import { visit } from "./platform";

const at = (latitude: number, longitude: number) => ({ latitude, longitude });
const HALL = at(35.69, 105.05);
const SOURCE = { source: "register", source_name: "名录登记", noted_on: "2026-06-01" };

describe("distances", () => {
  it("are those of the globe", () => {
    // A degree of a meridian of this sphere is 111,195 m; at 60° a degree of a parallel half of it.
    expect(metres(at(35, 105), at(36, 105))).toBeCloseTo(111_195, -1);
    expect(metres(at(60, 105), at(60, 106)) / metres(at(0, 105), at(0, 106))).toBeCloseTo(0.5, 3);
    expect(metres(HALL, HALL)).toBe(0);
  });

  it("are told as people say them", () => {
    expect([4, 346, 1_234, 12_345].map(farInWords)).toEqual([
      "0 米",
      "350 米",
      "1.2 公里",
      "12 公里",
    ]);
  });
});

describe("a short way", () => {
  it("is as short as the best of all orders, for few places", () => {
    const orders = (ids: number[]): number[][] =>
      ids.length < 2
        ? [ids]
        : ids.flatMap((id) => orders(ids.filter((it) => it !== id)).map((rest) => [id, ...rest]));
    let seed = 7;
    const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    let best = 0;
    for (let round = 0; round < 40; round += 1) {
      const points = Array.from({ length: 6 }, () => at(35.6 + random() / 5, 105 + random() / 5));
      const long = (order: number[]) => wayLength([HALL, ...order.map((it) => points[it]!)]);
      const shortest = Math.min(...orders([...points.keys()]).map(long));
      const found = shortWay(HALL, points);
      expect([...found].sort()).toEqual([...points.keys()]);
      expect(long(found)).toBeLessThan(shortest * 1.25);
      if (long(found) < shortest * 1.000_1) best += 1;
    }
    expect(best).toBeGreaterThan(25);
  });

  it("leaves what has no place and what is over to the end", () => {
    const shop = (id: string, place?: ReturnType<typeof at>, state = "notified") => ({
      details: visit({ id, state, ...(place ? { position: { ...place, ...SOURCE } } : {}) }),
    });
    const visits = [
      shop("nowhere"),
      shop("over", at(35.69, 105.05), "signed"),
      shop("far", at(35.8, 105.05)),
      shop("near", at(35.7, 105.05)),
    ];
    expect(wayThrough(HALL, visits)).toEqual(["near", "far", "nowhere", "over"]);
    const here = { ...visits[2]!, position: { ...at(35.691, 105.05), accuracy: 9 } };
    expect(placeOf(here)).toMatchObject({ latitude: 35.691 });
    expect(wayThrough(HALL, [visits[3]!, here])).toEqual(["far", "near"]);
  });
});
