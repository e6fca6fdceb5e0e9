import { describe, expect, it } from "vitest";
import { fromBeijing, toBeijing } from "../../casework/MomentField";
import { drawDay, fitting, knownParties, times } from "./plan";

describe("the times a draw begins with", () => {
  it("follow each other, and every batch has its own", () => {
    const it_ = times("2026-07-02", 2);
    expect(it_.reveal_by).toBe("2026-07-02T02:00:00Z");
    expect(it_.reveal_by < it_.beacon_at && it_.beacon_at < it_.deadline).toBe(true);
    expect(it_.release_at).toEqual(["2026-07-04T00:00:00Z", "2026-07-18T00:00:00Z"]);
  });
  it("are never on a day that is past", () => {
    expect(drawDay("2026-08-10", "2026-07-01")).toBe("2026-08-10");
    expect(drawDay("2026-06-10", "2026-06-30")).toBe("2026-07-01");
    expect(drawDay(undefined, "2026-06-30")).toBe("2026-07-01");
  });
});

it("leaves out what the chosen ways do not use", () => {
  const typed = { holders: [1], recorders: [2], round: 3 };
  const open = fitting({ ...typed, publication: "immediate", beacon: "drand-quicknet" });
  expect(open).toMatchObject({ holders: [], recorders: [], round: null });
  const sealed = fitting({ ...typed, publication: "sealed", beacon: "ceremony" });
  expect(sealed).toMatchObject(typed);
});

describe("instants", () => {
  it("are read and written by the clock in Beijing", () => {
    expect(toBeijing("2026-07-01T01:00:00Z")).toBe("2026-07-01T09:00");
    expect(fromBeijing("2026-07-01T09:00")).toBe("2026-07-01T01:00:00Z");
    expect(fromBeijing("")).toBe("");
  });
});

it("offers those who took part before, once each and the latest first", () => {
  const draw = (log_index: number, accounts: string[]) => ({
    log_index,
    parties: accounts.map((account) => ({ account, organ: "o", id: `party:${account}` })),
  });
  const known = knownParties([draw(1, ["a", "b"]), draw(9, ["b", "c"])] as never, "parties");
  expect(known.map((party) => party.account)).toEqual(["b", "c", "a"]);
});
