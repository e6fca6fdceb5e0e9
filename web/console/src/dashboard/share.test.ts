import { expect, test } from "vitest";
import { partOf, percent, stepName, stepOf, STEPS } from "./share";

test("a share falls into the class that begins at it or below it", () => {
  expect(stepOf(null)).toBeUndefined();
  expect([0, 1, 499, 500, 999, 1_000, 2_000, 10_000].map(stepOf)).toEqual([0, 1, 1, 2, 2, 3, 4, 4]);
});

test("classes and shares are said in words", () => {
  expect(STEPS.map((_, at) => stepName(at))).toEqual([
    "没有发现问题",
    "5% 以下",
    "5% 至 10%",
    "10% 至 20%",
    "20% 以上",
  ]);
  expect([percent(undefined), percent(1_250), partOf(0, 0), partOf(1, 3)]).toEqual([
    "—",
    "12.5%",
    "—",
    "33.3%",
  ]);
});
