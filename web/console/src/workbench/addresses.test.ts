import { expect, test } from "vitest";
import { addressOf } from "./addresses";

test("a record is opened in the list of its kind", () => {
  expect(addressOf({ noun: "task", id: "t1" })).toBe("/tasks/t1");
  expect(addressOf({ noun: "part", id: "p1" })).toBe("/inspection-parts/p1");
  expect(addressOf({ noun: "penalty", id: "x" })).toBe("/penalties/x");
});

test("work without a record leads to the page where it begins", () => {
  expect(addressOf({ noun: "plan_deadline", id: "2027" })).toBe("/plans");
  expect(addressOf({ noun: "report_deadline", id: "o1" })).toBe("/reports/due");
});

test("a quarter without its meeting is planned on the sheet of quarters", () => {
  expect(addressOf({ noun: "conference", id: "c1" })).toBe("/conferences/c1?sheet=quarters");
});
