import { describe, expect, it } from "vitest";
import { monthsOf } from "./months";

describe("monthsOf", () => {
  it("draws, then inspects until the deadline", () => {
    const span = { draw_from: "2026-03-10", draw_to: "2026-04-02", deadline: "2026-06-30" };
    expect(monthsOf(span, 2026).slice(2, 7)).toEqual(["draw", "draw", "inspect", "inspect", ""]);
  });

  it("goes on into the next year", () => {
    const span = { draw_from: "2025-11-01", draw_to: null, deadline: "2026-01-15" };
    expect(monthsOf(span, 2025)[11]).toBe("inspect");
    expect(monthsOf(span, 2026).slice(0, 2)).toEqual(["inspect", ""]);
  });
});
