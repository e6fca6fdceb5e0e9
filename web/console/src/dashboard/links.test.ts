import { expect, test } from "vitest";
import { addressOfLink } from "./links";

const none = () => ({});

test("a figure opens the list of its noun with its conditions and no others", () => {
  const link = { noun: "plans", query: { unacknowledged: "true" } };
  expect(addressOfLink(link, () => ({ year: "2026" }))).toBe("/plans?year=&unacknowledged=true");
});

test("rows that are no list of a noun have a page of their own", () => {
  const owed = { noun: "reports/due", query: { owed: "true", region: "620422" } };
  expect(addressOfLink(owed, none)).toBe("/reports/due?owed=true&region=620422");
  const quarters = { noun: "quarters", query: { region: "620422" } };
  expect(addressOfLink(quarters, none)).toBe("/quarters?region=620422");
  expect(addressOfLink({ noun: "nowhere", query: {} }, none)).toBeUndefined();
});
