import type { Entry, Visit, VisitItem } from "./part";

const NO_PROBLEM = "1";
const NOT_CARRIED_ON = "7";

/** Results that say what a visit came to when it ended with a status (抽查结果表). */
const OF_STATUS: Record<string, string> = { not_found: "4", uncooperative: "6" };

/** Codes that say that something was wrong: they need words. */
export const PROBLEMS = new Set(["2", "3", "4", "5", "6", "8"]);

/** Whether a point of the item failed. */
export const failed = (item: VisitItem): boolean =>
  item.checked?.answers.some((it) => it.outcome === "fail") ?? false;

const lookedAt = (item: VisitItem) =>
  item.checked?.answers.some((it) => it.outcome === "pass" || it.outcome === "fail") ?? false;

/** The code that the answers speak for; none where a person has to judge. */
function found(item: VisitItem): string {
  const outcomes = item.checked?.answers.map((it) => it.outcome) ?? [];
  const absent = outcomes.length > 0 && outcomes.every((it) => it === "not_applicable");
  if (absent) return NOT_CARRIED_ON;
  return lookedAt(item) && !failed(item) ? NO_PROBLEM : "";
}

/** The words that the record on the spot offers for the public. */
export function wording(item: VisitItem, code: string): string {
  if (code === NO_PROBLEM) return "经检查，未发现问题。";
  if (code === NOT_CARRIED_ON) return "未发现开展本次抽查涉及的经营活动。";
  const points = item.checked?.answers
    .filter((it) => it.outcome === "fail")
    .map((it) => (it.note ? `${it.point}：${it.note}` : `${it.point}不合格`));
  const parts = [...(points ?? []), item.checked?.note ?? ""].filter((it) => it.trim() !== "");
  const facts = parts.join("；").replace(/。?$/u, parts.length ? "。" : "");
  return code === "5" ? `${facts}已责令改正。` : facts;
}

/** The items that an organ enters: all that others' results do not stand for. */
export function openItems(visit: Visit, organ: string): VisitItem[] {
  return visit.items.filter((item) => item.organ === organ && item.state !== "satisfied");
}

/** What the form begins with: the code that the answers speak for, else a choice to make. */
export function proposed(visit: Visit, organ: string): Entry[] {
  const status = visit.outcome ? OF_STATUS[visit.outcome] : undefined;
  return openItems(visit, organ).map((item) => {
    const code = status ?? found(item);
    const text = status ? (visit.outcome_note ?? "") : code ? wording(item, code) : "";
    return { item: item.code, code, text };
  });
}
