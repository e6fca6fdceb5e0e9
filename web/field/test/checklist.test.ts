import { describe, expect, it } from "vitest";
import type { Details } from "../src/local/types";
import { begin, lacking } from "../src/visit/checklist";

type Item = Details["items"][number];

const item = (part: Partial<Item> = {}) =>
  ({
    code: "A",
    name: "登记事项检查",
    points: [
      { point: "营业执照", standard: "" },
      { point: "名称", standard: "" },
    ],
    ...part,
  }) as Item;

describe("a checklist", () => {
  it("begins with what was filled in before, point by point", () => {
    const answers = [{ point: "名称", outcome: "fail", note: "不一致" }];
    const checked = { methods: ["written"], answers, note: "问题", commissions: [], at: "" };
    const draft = begin(item({ checked }));
    expect(draft.methods).toEqual(["written"]);
    expect(draft.answers.map((it) => it.outcome)).toEqual(["", "fail"]);
    expect(begin(item({ points: [] })).answers.map((it) => it.point)).toEqual(["登记事项检查"]);
  });

  it("says the first thing that is missing", () => {
    const draft = begin(item());
    const all = (outcome: string, note = "") => ({
      ...draft,
      answers: draft.answers.map((it) => ({ ...it, outcome, note })),
    });
    expect(lacking({ ...draft, methods: [] })).toContain("核查方式");
    expect(lacking(draft)).toBe("第 1 个要点还没有结果。");
    expect(lacking(all("pass"))).toBeUndefined();
    expect(lacking(all("unchecked"))).toBe("第 1 个要点未检查，请写明情况。");
    expect(lacking(all("unchecked", "停业"))).toBeUndefined();
    expect(lacking({ ...all("pass"), methods: ["commissioned"] })).toContain("报告编号");
  });
});
