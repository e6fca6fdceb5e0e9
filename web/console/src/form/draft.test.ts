import { expect, it } from "vitest";
import { keepable } from "./draft";

it("keeps what was typed, and nothing that the platform seals", () => {
  const case_ = { matter: "过期食品", place: "629922100" };
  expect(keepable(case_, "NewCase")).toEqual(case_);
  expect(keepable(case_, undefined)).toEqual(case_);
  const found = { activity: "早餐摊点", person: "张三" };
  expect(keepable(found, "NewUnlicensed")).toEqual({ activity: "早餐摊点" });
});

it("leaves no empty draft behind where everything is sealed", () => {
  expect(keepable({ name: "张三", contact: "1390000" }, "Complainant")).toBeUndefined();
});
