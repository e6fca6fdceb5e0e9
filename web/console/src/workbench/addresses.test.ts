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

test("a filing is acknowledged on the sheet of filings, and the plan itself opens at its first", () => {
  expect(addressOf({ noun: "plan", id: "p", action: "acknowledge" })).toBe(
    "/plans/p?sheet=filings",
  );
  expect(addressOf({ noun: "plan", id: "p", action: "approve" })).toBe("/plans/p");
});

test("a challenge is answered on its own page", () => {
  expect(addressOf({ noun: "challenge", id: "c" })).toBe("/challenges/c");
});
