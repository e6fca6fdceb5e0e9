import { describe, expect, it } from "vitest";
import { READABLE } from "./HundredthsInput";
import { fenOf, yuanText } from "./money";
import { answersOf } from "./YesNo";

describe("money", () => {
  it("is typed in 元 and kept in 分 to the last one", () => {
    expect(fenOf("5000")).toBe(500_000);
    expect(fenOf("5,000.5")).toBe(500_050);
    expect(fenOf("0.29")).toBe(29);
  });
  it("is not read out of what is no amount", () => {
    expect(fenOf("五千")).toBeUndefined();
    expect(fenOf("1.005")).toBeUndefined();
    expect(fenOf("-3")).toBeUndefined();
  });
  it("is sent only when it can be read", () => {
    const whole = new RegExp(`^(?:${READABLE})$`, "v");
    for (const typed of ["5000", "5,000.5", "0.29", "1，200 元", "-3", "五千", "1.005", ".5"]) {
      expect(whole.test(typed), typed).toBe(fenOf(typed) !== undefined);
    }
  });
  it("comes back as it was typed", () => {
    expect(yuanText(500_050)).toBe("5000.50");
    expect(yuanText(500_000)).toBe("5000");
    expect(yuanText(null)).toBe("");
  });
});

describe("the answers of a decision", () => {
  it("are those that its label names", () => {
    expect(answersOf("通过（true）或退回（false）")).toMatchObject({ yes: "通过", no: "退回" });
    expect(answersOf("提前通知（true）还是当场通知（false）").no).toBe("当场通知");
  });
  it("are 同意 and 不同意, or 是 and 否", () => {
    expect(answersOf("同意").no).toBe("不同意");
    expect(answersOf("是否已改正")).toMatchObject({ question: "是否已改正", yes: "是" });
  });
});
