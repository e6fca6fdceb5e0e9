import { describe, expect, it } from "vitest";
import { above } from "./regions";

describe("above", () => {
  it.each([
    ["629922103", ["629922", "629900", "620000"]],
    ["629922103001", ["629922103", "629922", "629900", "620000"]],
    ["629922", ["629900", "620000"]],
    ["629900", ["620000"]],
    ["620000", []],
  ])("of %s", (code, parents) => {
    expect(above(code)).toEqual(parents);
  });
});
