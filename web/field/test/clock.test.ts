import { describe, expect, it } from "vitest";
import { platformNow, platformToday, setClock } from "../src/local/clock";

describe("the platform's clock", () => {
  it("puts a phone right that is hours wrong, and is never ahead of the platform", () => {
    const here = Date.parse("2026-11-26T10:00:00.900Z");
    setClock("2026-07-01T01:00:00Z", here);
    expect(platformNow(here)).toBe("2026-07-01T01:00:00Z");
    expect(platformNow(here + 59_999)).toBe("2026-07-01T01:00:59Z");
    setClock("not a time", here);
    expect(platformNow(here)).toBe("2026-07-01T01:00:00Z");
  });

  it("says the day in China", () => {
    setClock("2026-06-30T16:00:01Z");
    expect(platformToday()).toBe("2026-07-01");
  });
});
