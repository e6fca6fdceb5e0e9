/** The large words at the head of the result, and the list of all checks below it. */
import type { CheckReport, Report } from "../verify/verify.ts";
import { byId, clear, el, pairs } from "./dom.ts";
import type { Summary } from "./explain.ts";
import { advice, meaning } from "./words.ts";

const STAGES: Record<string, string> = {
  committed: "已承诺，尚未摇号", sealed: "已摇号，结果封存", open: "结果已公开", void: "本次已作废",
};
const MARKS: Record<CheckReport["verdict"], [string, string]> = {
  pass: ["✓", "通过"], fail: ["✗", "未通过"], withheld: ["–", "未公开"],
  "not reached": ["·", "未进行"],
};

function checkItem(c: CheckReport): HTMLElement {
  const [mark, plain] = MARKS[c.verdict];
  const word = c.because === "no_such_part" ? "不涉及" : plain;
  const kind = c.because === "no_such_part" ? "none" : c.verdict.replace(" ", "-");
  const sign = el("span", "check-mark", mark);
  sign.setAttribute("aria-hidden", "true");
  return el("li", `check ${kind}`, sign,
    el("div", "check-body",
      el("p", "check-head", el("span", "check-no", c.check), el("strong", "", c.name),
        el("span", "check-word", word)),
      el("p", "check-question", c.question), el("p", "check-note", c.note),
      c.deviation ? deviation(c) : null));
}

export function deviation(c: CheckReport): HTMLElement {
  const d = c.deviation!;
  const list = el("dl", "deviation");
  pairs(list, [["文件", el("code", "", d.file)], ["位置", d.place],
    ["现为", el("code", "", d.found || "（空）")], ["应为", el("code", "", d.expected || "（空）")]]);
  return list;
}

/** A text that names what differs, for who writes to the organiser. */
export function failureText(r: Report, c: CheckReport): string {
  const d = c.deviation!;
  return `关于抽取 ${r.draw_id || "（编号不明）"} 数据包的核验质疑：\n${c.check} ${c.name}未通过。`
    + `${c.note}。\n文件 ${d.file}，位置 ${d.place}。\n现为：${d.found}\n应为：${d.expected}\n请书面说明。`;
}

/** What the failure means and what to do; hidden when nothing failed. */
export function showFailure(failed: CheckReport | undefined): void {
  byId("failure").hidden = failed === undefined;
  if (failed === undefined) return;
  byId("failure-what").textContent = `${failed.check} ${failed.name}：${failed.question} ${failed.note}。`;
  clear(byId("failure-where")).append(deviation(failed));
  byId("failure-means").textContent = meaning(failed.check);
  clear(byId("failure-todo")).append(...advice(failed.check).map((t) => el("li", "", t)));
}

/** What was found, honestly. */
export function showVerdict(r: Report, seconds: number): void {
  const hidden = r.checks.filter((c) => c.because === "not_published").length;
  const passed = r.checks.filter((c) => c.verdict === "pass").length;
  const banner = byId("banner");
  const failed = r.checks.find((c) => c.verdict === "fail");
  const state = failed ? "refused" : hidden > 0 ? "partial" : "accepted";
  banner.className = `banner ${state}`;
  byId("mark").textContent = failed ? "✗" : hidden > 0 ? "…" : "✓";
  byId("verdict").textContent = failed ? "核验不通过，拒绝"
    : hidden > 0 ? `有 ${hidden} 项因封存或保密未公开，暂不能核验` : "核验通过，接受";
  byId("verdict-text").textContent = failed
    ? `${failed.check} ${failed.name}未通过：${failed.note}。这个数据包不能作为抽取的依据，请向组织方提出。`
    : hidden > 0 ? `已公开的 ${passed} 项全部通过，没有发现问题。其余内容公布后请再次核验。`
      : r.stage === "void" ? `本次抽取已作废，没有结果；已有的 ${passed} 项记录全部通过。`
        : `${passed} 项检查全部通过：这次抽取按事先公布的规则进行，结果没有被挑选或改动。`;
  if (r.rehearsal && !failed) {
    byId("verdict").textContent = `演练：${byId("verdict").textContent}`;
    byId("verdict-text").textContent = `这是一次演练，已公开的 ${passed} 项检查全部通过；`
      + "随机数是测试用的，结果不作为检查的依据。";
  }
  byId("rehearsal").hidden = !r.rehearsal;
  byId("tally").textContent = `共 ${r.checks.length} 项：通过 ${passed} 项，未公开 ${hidden} 项，`
    + `不涉及 ${r.checks.filter((c) => c.because === "no_such_part").length} 项，`
    + `用时 ${seconds.toFixed(1)} 秒。`;
  document.title = `${byId("verdict").textContent} · 双随机抽查公开核验`;
  clear(byId("checks")).append(...r.checks.map(checkItem));
  byId<HTMLDetailsElement>("all-checks").open = failed !== undefined;
}

export function showFacts(s: Summary | null): void {
  byId("facts").hidden = s === null;
  if (s === null) return;
  pairs(byId("facts"), [
    ["抽取", s.title], ["编号", s.drawId], ["阶段", STAGES[s.stage] ?? s.stage],
    ["底册", `${s.count} 户（冻结日 ${s.day}）`],
    ["抽取数", s.drawn > 0 ? `${s.drawn} 户次` : "—"],
    ["公共随机源", s.beacon], ["算法", s.suite === "SM3" ? "国密 SM3 / SM2" : "SHA-256 / Ed25519"],
  ]);
  pairs(byId("marks"), s.marks.map((m) => [m.name, el("code", "", m.value)]));
}
