import { describe, expect, it } from "vitest";
import { weeksOf } from "./weeks";

describe("weeksOf", () => {
  it("begins on the right weekday", () => {
    // 1 July 2026 is a Wednesday.
    expect(weeksOf(2026, 7)[0]?.slice(0, 3)).toEqual([undefined, undefined, "2026-07-01"]);
  });

  it("holds each day of the month once", () => {
    const days = weeksOf(2024, 2).flat().filter(Boolean);
    expect(days).toHaveLength(29);
    expect(days.at(-1)).toBe("2024-02-29");
  });

  it("needs no empty week", () => {
    // February 2027 begins on a Monday and has 28 days.
    expect(weeksOf(2027, 2)).toHaveLength(4);
  });
});
