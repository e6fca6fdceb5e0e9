import { describe, expect, it } from "vitest";
import type { Visit, VisitItem } from "./part";
import { proposed, wording } from "./proposal";

function item(code: string, outcomes: string[], more: Partial<VisitItem> = {}): VisitItem {
  const answers = outcomes.map((outcome, at) => ({ point: `要点${at + 1}`, outcome, note: "" }));
  const checked = { methods: ["field"], answers, note: "", commissions: [], at: "" };
  const base = { id: code, organ: "scjg", code, name: code, points: [], state: "checked" };
  return { ...base, result: null, version: 1, allowed_actions: [], checked, ...more };
}

const visit = (items: VisitItem[], more: Partial<Visit> = {}) =>
  ({ items, outcome: null, outcome_note: null, ...more }) as Visit;

describe("what an entry begins with", () => {
  it("is 未发现问题 only where every point that was looked at passed", () => {
    const entry = proposed(visit([item("A", ["pass"]), item("B", ["pass", "fail"])]), "scjg");
    expect(entry.map((it) => it.code)).toEqual(["1", ""]);
  });
  it("says that there is no such business where nothing applied", () => {
    const none = proposed(visit([item("A", ["not_applicable", "not_applicable"])]), "scjg");
    expect(none[0]?.code).toBe("7");
  });
  it("is never 未发现问题 where nobody looked", () => {
    expect(proposed(visit([item("A", ["unchecked"])]), "scjg")[0]?.code).toBe("");
  });
  it("leaves out other organs' items and those that are recognised", () => {
    const items = [item("A", ["pass"], { organ: "wsjk" }), item("B", [], { state: "satisfied" })];
    expect(proposed(visit(items), "scjg")).toEqual([]);
  });
  it("says the status with which a visit ended", () => {
    const ended = visit([item("A", [])], { outcome: "not_found", outcome_note: "人去楼空" });
    expect(proposed(ended, "scjg")).toEqual([{ item: "A", code: "4", text: "人去楼空" }]);
  });
});

describe("the wording", () => {
  it("is made of what failed", () => {
    const it_ = item("A", ["fail"]);
    expect(wording(it_, "5")).toBe("要点1不合格。已责令改正。");
    expect(wording(it_, "8")).toBe("要点1不合格。");
  });
});
