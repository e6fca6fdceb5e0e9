import { describe, expect, it } from "vitest";
import { EMPTY_FILTER, EMPTY_QUOTA, percentOf, quotaAs, quotaKind, registerQuery } from "./form";

describe("quota", () => {
  it("is of one kind at a time", () => {
    const ratio = { ...EMPTY_QUOTA, ratio: "5%", rounding: "min" as const };
    const count = quotaAs(ratio, "count");
    expect(quotaKind(count)).toBe("count");
    expect(count.ratio).toBeNull();
    expect(count.rounding).toBe("min");
    expect(quotaKind(quotaAs(count, "all"))).toBe("all");
    expect(quotaKind(quotaAs(count, "by_class"))).toBe("by_class");
    expect(quotaKind(quotaAs(count, "ratio"))).toBe("ratio");
  });
});

describe("registerQuery", () => {
  it("asks the register for what the task would draw from", () => {
    const filter = {
      ...EMPTY_FILTER,
      kinds: ["enterprise", "household"],
      risk_classes: ["C", "U"],
    };
    expect(registerQuery(filter)).toMatchObject({ kind: "enterprise,household", risk: "C,-" });
  });
});

describe("percentOf", () => {
  it.each([
    ["5%", 5],
    ["0.50％", 0.5],
    ["12", undefined],
    ["", undefined],
    [null, undefined],
  ])("%s", (text, percent) => {
    expect(percentOf(text)).toBe(percent);
  });
});
