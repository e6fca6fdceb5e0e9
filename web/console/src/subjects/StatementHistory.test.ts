import { describe, expect, it } from "vitest";
import { changes } from "./StatementHistory";

describe("changes between two statements", () => {
  const before = {
    version: 1,
    name: "甲",
    status: "live",
    status_name: "存续",
    details: { source_day: "2025-01-01", tags: ["a"] },
  };

  it("says nothing of version and place in the log", () => {
    expect(changes(before, { ...before, version: 2, log_index: 9 }, {})).toEqual([]);
  });

  it("names what differs, in the parts too, and a coded field by its name", () => {
    const after = {
      ...before,
      status: "closed",
      status_name: "注销",
      details: { source_day: "2025-02-01", tags: ["a"] },
    };
    const keys = changes(before, after, {}).map(({ key, before: old, value }) => [key, old, value]);
    expect(keys).toEqual([
      ["status_name", "存续", "注销"],
      ["source_day", "2025-01-01", "2025-02-01"],
    ]);
  });
});
