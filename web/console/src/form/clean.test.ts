import { describe, expect, it } from "vitest";
import { cleaned } from "./clean";

describe("cleaned", () => {
  it("leaves out what is empty and may not be", () => {
    const draft = { position: 1, proofread: null, terms: { name: "甲", note: null }, version: 2 };
    expect(cleaned("ItemChange", draft)).toEqual({
      position: 1,
      terms: { name: "甲" },
      version: 2,
    });
  });

  it("keeps an empty that means something, and rows of parts", () => {
    const terms = { class: null, bases: [{ law: "某法", in_force_to: null, text: null }] };
    expect(cleaned("TermsBody", terms)).toEqual({
      class: null,
      bases: [{ law: "某法", in_force_to: null }],
    });
  });
});
