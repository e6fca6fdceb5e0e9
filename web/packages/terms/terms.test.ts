import { expect, test } from "vitest";
import { REGISTERS } from "./registers";
import { STATES } from "./states";
import { termsFor, vocabulary, word } from "./terms";
import { WORDS } from "./words";

test("every vocabulary that a field names is there", () => {
  const named = Object.values({ ...STATES, ...WORDS, ...REGISTERS });
  expect(named.filter((name) => vocabulary(name).length === 0)).toEqual([]);
});

test("a state is chosen by its official name", () => {
  expect(termsFor("tasks", "state")).toContainEqual(["draft", "草稿"]);
});

test("a code that nobody named is shown as it is", () => {
  expect(word("task_state", "invented")).toBe("invented");
});
