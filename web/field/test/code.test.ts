import { beforeEach, describe, expect, it } from "vitest";
import { hasCode, setCode, tryCode, TRIES_MAX } from "../src/session/code";

beforeEach(() => localStorage.clear());

describe("the code of a phone", () => {
  it("opens for its account only, and forgets wrong tries when it is right", async () => {
    await setCode("me", "123456");
    expect(await tryCode("me", "654321")).toEqual({ right: false, left: TRIES_MAX - 1 });
    expect(await tryCode("me", "123456")).toEqual({ right: true });
    expect(await tryCode("me", "000000")).toEqual({ right: false, left: TRIES_MAX - 1 });
    expect((await tryCode("you", "123456")).right).toBe(false);
    expect(JSON.stringify(localStorage)).not.toContain("123456");
  });

  it("is gone after the last wrong try, also for the right one", async () => {
    await setCode("me", "123456");
    for (let left = TRIES_MAX - 1; left >= 0; left -= 1) {
      expect(await tryCode("me", "000000")).toEqual({ right: false, left });
    }
    expect(hasCode("me")).toBe(false);
    expect(await tryCode("me", "123456")).toEqual({ right: false, left: 0 });
  });
});
