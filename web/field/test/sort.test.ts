import { describe, expect, it } from "vitest";
import { daysLeft, moved, routed, weekOf, within } from "../src/visits/sort";
import { visit } from "./platform";

const one = (id: string, part: object) => visit({ id, ...part });

describe("ranges", () => {
  it("know Monday and Sunday, on either of them too", () => {
    for (const day of ["2026-06-29", "2026-07-01", "2026-07-05"]) {
      expect(weekOf(day)).toEqual(["2026-06-29", "2026-07-05"]);
    }
  });

  it("show today what is chosen, begun or due", () => {
    const today = "2026-07-01";
    const window = { state: "notified", window_from: "2026-06-28", window_to: "2026-07-20" };
    const waits = one("w", window);
    expect(within(waits, "today", today)).toBe(false);
    expect(within(waits, "today", today, { day: today, ids: ["w"] })).toBe(true);
    expect(within(waits, "today", today, { day: "2026-06-30", ids: ["w"] })).toBe(false);
    expect(within(one("b", { ...window, state: "recorded" }), "today", today)).toBe(true);
    expect(within(one("d", { ...window, window_to: today }), "today", today)).toBe(true);
    expect(within(waits, "week", today)).toBe(true);
    expect(within(one("n", { ...window, window_from: "2026-07-06" }), "week", today)).toBe(false);
    expect(within(one("o", { ...window, state: "signed" }), "week", today)).toBe(false);
    expect(daysLeft(waits, today)).toBe(19);
  });
});

describe("the route", () => {
  const shop = (id: string, region: string, state = "notified") => ({
    details: one(id, { subject_region: region, window_to: "", subject_name: id, state }),
  });

  it("is that of the hand, then of the place, with what is over last", () => {
    const visits = [shop("over", "1", "signed"), shop("far", "9"), shop("a", "2"), shop("b", "1")];
    const ids = (order: string[]) => routed(visits, order).map((it) => it.details.id);
    expect(ids([])).toEqual(["b", "a", "far", "over"]);
    expect(ids(["far"])).toEqual(["far", "b", "a", "over"]);
  });

  it("moves one up or down, and not beyond the ends", () => {
    expect(moved(["a", "b", "c"], "b", -1)).toEqual(["b", "a", "c"]);
    expect(moved(["a", "b", "c"], "b", 1)).toEqual(["a", "c", "b"]);
    expect(moved(["a", "b"], "a", -1)).toEqual(["a", "b"]);
    expect(moved(["a", "b"], "b", 1)).toEqual(["a", "b"]);
  });
});
