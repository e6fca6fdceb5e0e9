import { describe, expect, it } from "vitest";
import { countdown, courseOf, type Live, noteBody, sheetsDiffer, until } from "./course";
import { stepOf } from "./script";

const NOW = Date.parse("2026-07-01T01:00:00Z");

const who = (role: string, id: string, organ: string, own = false) => ({
  id,
  role,
  organ_name: organ,
  person_name: role === "contributor" && id === "dept:a" ? null : "某",
  own,
});

/** A draw as the platform shows it, at a state, with what the log holds. */
function live(state: string, entries: object[] = [], more: Partial<Live> = {}): Live {
  const draw = {
    id: "d",
    draw_id: "P-1/1",
    attempt: 1,
    publication: "sealed",
    state,
    state_name: state,
    unsealed: false,
    batches: 1,
    released: 0,
    release_at: ["2026-07-03T00:00:00Z"],
    parties: [{ id: "dept:a" }, { id: "party:b" }, { id: "party:c" }],
    beacon: "ceremony",
    round: 1,
    reveal_by: "2026-07-01T02:00:00Z",
    beacon_at: "2026-07-01T03:00:00Z",
    deadline: "2026-07-01T09:00:00Z",
    counts: {
      frame: 30,
      eligible: 28,
      excluded: ["RECENT 2"],
      units: [],
      officers: 9,
      conflicts: 1,
      pools: [],
    },
    allowed_actions: [],
  };
  return {
    draw,
    title: "某项抽查",
    organ_name: "甲局",
    now: "2026-07-01T01:00:00Z",
    attendees: [
      who("contributor", "dept:a", "甲局"),
      who("contributor", "party:b", "乙委", true),
      who("contributor", "party:c", "丙办"),
      who("holder", "h1", "乙委"),
      who("holder", "h2", "丙办"),
      who("recorder", "r1", "甲局"),
      who("recorder", "r2", "丁局"),
    ],
    commitments: [],
    sheets: [],
    intent: undefined,
    entries: entries.map((it, index) => ({
      index,
      text: JSON.stringify(it),
      checkpoint: undefined,
    })),
    ...more,
  } as unknown as Live;
}

const at = (time: string) => ({ time: `2026-07-01T${time}Z` });
const states = (parts: { state: string }[]) => parts.map((part) => part.state).join(" ");
const promises = ["dept:a", "party:b", "party:c"].map((contributor) => ({
  contributor,
  commitment: "0".repeat(64),
}));

describe("who has done his part", () => {
  it("promises come in one by one", () => {
    const course = courseOf(live("planned", [], { commitments: promises.slice(0, 1) }), NOW);
    expect(states(course.contributors)).toBe("promised waiting waiting");
    expect(stepOf(course).id).toBe("commit");
    const all = courseOf(live("planned", [], { commitments: promises }), NOW);
    expect(stepOf(all).id).toBe("announce");
  });

  const intent = { type: "intent", ...at("01:00:00"), intent: "ab" };
  const shown = { type: "reveal", ...at("01:10:00"), contributor: "party:b", nonce: "n" };
  const boxed = { type: "escrow", ...at("01:05:00"), contributor: "dept:a", holder: "h1" };

  it("the organiser of a sealed draw is sealed, others show, holders receive", () => {
    const course = courseOf(
      live("announced", [intent, boxed, shown], { commitments: promises }),
      NOW,
    );
    expect(states(course.contributors)).toBe("sealed shown promised");
    expect(states(course.holders)).toBe("received waiting");
    const step = stepOf(course);
    expect(step.id).toBe("reveal");
    expect(step.todo.join()).toContain("还没有揭示：丙办");
    expect(step.todo.join()).toContain("还没有签收：丙办");
  });

  it("the time of revealing is over by the platform's clock", () => {
    const course = courseOf(live("announced", [intent]), Date.parse("2026-07-01T02:00:00Z"));
    expect(stepOf(course).id).toBe("close");
  });

  it("who did not show in time is absent, and the unsealed organiser has shown", () => {
    const close = {
      type: "close",
      ...at("02:00:00"),
      revealed: ["party:b"],
      sealed: ["dept:a"],
      absent: ["party:c"],
    };
    const entries = [intent, shown, close];
    expect(states(courseOf(live("closed", entries), NOW).contributors)).toBe("sealed shown absent");
    const opened = [...entries, { type: "unseal", ...at("05:00:00"), by: "dept:a", nonce: "n" }];
    expect(states(courseOf(live("matched", opened), NOW).contributors)).toBe("shown shown absent");
  });

  it("two sheets without public entropy differ", () => {
    const one = courseOf(live("closed", [], { sheets: ["r1"] }), NOW);
    expect(sheetsDiffer(one)).toBe(false);
    const two = courseOf(live("closed", [], { sheets: ["r1", "r2"] }), NOW);
    expect(sheetsDiffer(two)).toBe(true);
    expect(stepOf(two).todo.join()).toContain("不一致");
  });
});

describe("the script", () => {
  const step = (state: string, more: object = {}) => {
    const it = live(state);
    return stepOf(courseOf({ ...it, draw: { ...it.draw, ...more } }, NOW));
  };

  it("follows the states to the end", () => {
    expect(step("proposed").id).toBe("freeze");
    expect(step("drawable").id).toBe("draw");
    expect(step("drawn").id).toBe("match");
    expect(step("matched").id).toBe("release");
    expect(step("matched", { released: 1 }).id).toBe("unseal");
    expect(step("matched", { released: 1, unsealed: true }).id).toBe("end");
    expect(step("matched", { released: 1, publication: "immediate" }).id).toBe("end");
    expect(step("voided").id).toBe("over");
  });

  it("says the counts of this draw, with reasons in words", () => {
    const said = step("planned").say.join();
    expect(said).toContain("共 30 户，可以抽取 28 户");
    expect(said).toContain("近期已被检查 2 户");
  });

  it("asks recorders for sheets and the clerk for any other source", () => {
    expect(step("closed").actions).not.toContain("beacon");
    expect(step("closed", { beacon: "ssq" }).actions).toContain("beacon");
  });

  it("does not dispatch what is short of people", () => {
    const counts = { ...live("matched").draw.counts, pools: [{ pool: "p", void: true }] };
    expect(step("matched", { counts }).todo.join()).toContain("人手不足");
  });
});

it("counts down by hours, minutes and seconds", () => {
  expect(countdown(3723)).toBe("1:02:03");
  expect(countdown(59)).toBe("00:59");
  expect(countdown(-5)).toBe("00:00");
  expect(until(courseOf(live("planned"), NOW), "2026-07-01T01:00:30Z")).toBe(30);
});

it("takes the body of a signed note", () => {
  expect(noteBody("log\n7\nroot=\n\n— log sig\n")).toBe("log\n7\nroot=");
});
