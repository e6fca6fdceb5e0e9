import { describe, expect, it } from "vitest";
import { isWorkday, workdaysBetween } from "./workdays";

const SPRING = [
  { day: "2026-10-01", kind: "holiday" },
  { day: "2026-10-02", kind: "holiday" },
  { day: "2026-10-10", kind: "makeup_workday" },
];

describe("working days", () => {
  it("count from the next day to the last", () => {
    expect(workdaysBetween("2026-07-01", "2026-07-03", [])).toBe(2);
    expect(workdaysBetween("2026-07-01", "2026-07-01", [])).toBe(0);
  });
  it("leave out weekends and holidays, and count what is made up for", () => {
    expect(workdaysBetween("2026-09-30", "2026-10-05", SPRING)).toBe(1);
    expect(isWorkday("2026-10-10", new Map([["2026-10-10", "makeup_workday"]]))).toBe(true);
    expect(isWorkday("2026-10-11", new Map())).toBe(false);
  });
  it("are negative once the last day is past", () => {
    expect(workdaysBetween("2026-07-06", "2026-07-03", [])).toBe(-1);
  });
});
