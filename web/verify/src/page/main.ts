/** The page: choosing a bundle, showing each check, asking for one company. */
import "./compat.ts";
import type { CheckReport, Report } from "../verify/verify.ts";
import { showAnswer } from "./answer.ts";
import { byId, clear, copyable, el, pairs } from "./dom.ts";
import { Engine } from "./engine.ts";
import type { Summary } from "./explain.ts";
import { dropped, readAll } from "./load.ts";

const STAGES: Record<string, string> = {
  committed: "已承诺，尚未摇号", sealed: "已摇号，结果封存", open: "结果已公开", void: "本次已作废",
};
const MARKS: Record<CheckReport["verdict"], [string, string]> = {
  pass: ["✓", "通过"], fail: ["✗", "未通过"], withheld: ["–", "未公开"],
  "not reached": ["·", "未进行"],
};
let report: Report | null = null;
let facts: Summary | null = null;
let started = 0;

function say(text: string): void {
  byId("live").textContent = text;
}

function problem(text: string): void {
  const p = byId("problem");
  p.textContent = text;
  p.hidden = text === "";
}

function checkItem(c: CheckReport): HTMLElement {
  const [mark, plain] = MARKS[c.verdict];
  const word = c.because === "no_such_part" ? "不涉及" : plain;
  const kind = c.because === "no_such_part" ? "none" : c.verdict.replace(" ", "-");
  const item = el("li", `check ${kind}`,
    el("span", "check-mark", mark),
    el("div", "check-body",
      el("p", "check-head", el("span", "check-no", c.check), el("strong", "", c.name),
        el("span", "check-word", word)),
      el("p", "check-question", c.question), el("p", "check-note", c.note)));
  (item.firstChild as HTMLElement).setAttribute("aria-hidden", "true");
  if (c.deviation) item.lastChild!.appendChild(deviation(c));
  return item;
}

function deviation(c: CheckReport): HTMLElement {
  const d = c.deviation!;
  const list = el("dl", "deviation");
  pairs(list, [["文件", el("code", "", d.file)], ["位置", d.place],
    ["现为", el("code", "", d.found || "（空）")], ["应为", el("code", "", d.expected || "（空）")]]);
  return list;
}

/** The large words: what was found, honestly. */
function verdict(r: Report): void {
  const hidden = r.checks.filter((c) => c.because === "not_published").length;
  const passed = r.checks.filter((c) => c.verdict === "pass").length;
  const banner = byId("banner");
  const failed = r.checks.find((c) => c.verdict === "fail");
  const state = failed ? "refused" : hidden > 0 ? "partial" : "accepted";
  banner.className = `banner ${state}`;
  byId("mark").textContent = failed ? "✗" : hidden > 0 ? "…" : "✓";
  byId("verdict").textContent = failed ? "拒绝"
    : hidden > 0 ? `有 ${hidden} 项因封存或保密未公开，暂不能核验` : "接受";
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
    + `用时 ${((Date.now() - started) / 1000).toFixed(1)} 秒。`;
  document.title = `${byId("verdict").textContent} · 双随机抽查公开核验`;
}

function head(s: Summary | null): void {
  byId("facts").hidden = s === null;
  byId("ask-block").hidden = s === null || report!.verdict === "refused";
  if (s === null) return;
  pairs(byId("facts"), [
    ["抽取", s.title], ["编号", s.drawId], ["阶段", STAGES[s.stage] ?? s.stage],
    ["底册", `${s.count} 户（冻结日 ${s.day}）`],
    ["抽取数", s.drawn > 0 ? `${s.drawn} 户次` : "—"],
    ["公共随机源", s.beacon], ["算法", s.suite === "SM3" ? "国密 SM3 / SM2" : "SHA-256 / Ed25519"],
  ]);
  pairs(byId("marks"), s.marks.map((m) => [m.name, el("code", "", m.value)]));
}

function done(r: Report, s: Summary | null): void {
  report = r;
  facts = s;
  byId("working").hidden = true;
  byId("result").hidden = false;
  clear(byId("answer"));
  clear(byId("compared"));
  const list = clear(byId("checks"));
  for (const c of r.checks) list.append(checkItem(c));
  verdict(r);
  head(s);
  const failed = r.checks.find((c) => c.verdict === "fail");
  if (failed) list.querySelector(".fail .check-body")?.append(failureChallenge(r, failed));
  say(`核验完成。${byId("verdict").textContent}。${byId("verdict-text").textContent}`);
  byId("banner").focus();
}

function failureChallenge(r: Report, c: CheckReport): HTMLElement {
  const d = c.deviation!;
  const text = `关于抽取 ${r.draw_id || "（编号不明）"} 数据包的核验异议：\n${c.check} ${c.name}未通过。`
    + `${c.note}。\n文件 ${d.file}，位置 ${d.place}。\n现为：${d.found}\n应为：${d.expected}\n请书面说明。`;
  return el("details", "", el("summary", "", "提出异议的文字"), copyable(text, "异议文字"));
}

const engine = new Engine({
  check: () => undefined,
  progress: (p) => {
    byId<HTMLProgressElement>("bar").value = p.fraction;
    byId("bar-text").textContent = `正在核验 ${p.check} ${p.name}(${Math.round(p.fraction * 100)}%)`;
  },
  done,
  answer: (a) => {
    showAnswer(byId("answer"), a);
  },
  error: (m) => {
    byId("working").hidden = true;
    problem(m);
  },
}, location.hash === "#main-thread");

async function begin(list: [string, File][] | Promise<[string, File][]>): Promise<void> {
  problem("");
  byId("result").hidden = true;
  byId("working").hidden = false;
  byId<HTMLProgressElement>("bar").value = 0;
  byId("bar-text").textContent = "正在读取文件";
  say("开始核验");
  started = Date.now();
  try {
    const files = await list;
    if (files.length === 0) throw new Error("没有选中文件。");
    await engine.verify(await readAll(files));
  } catch (e) {
    byId("working").hidden = true;
    problem(e instanceof Error ? e.message : String(e));
  }
}

function picked(input: HTMLInputElement): void {
  const list = [...(input.files ?? [])].map((f): [string, File] => [
    (f as { webkitRelativePath?: string }).webkitRelativePath || f.name, f]);
  input.value = "";
  if (list.length > 0) void begin(list);
}

/** Known values that stand in the pasted text, and long words there that are none of them. */
function compare(): void {
  const box = clear(byId("compared"));
  const text = byId<HTMLTextAreaElement>("paste").value;
  const dense = text.replace(/\s+/g, "");
  if (dense === "" || facts === null) {
    box.append(el("p", "", "请先粘贴会议记录上的内容。"));
    return;
  }
  const known = facts.marks.filter((m) => dense.toLowerCase().includes(m.value.toLowerCase()));
  // Words as printed, and words that a line break of the paper cut in two.
  const words = text.split(/[^0-9A-Za-z+/=]+/).filter((w) => w.length >= 40 && /[0-9]/.test(w));
  const strange = words.filter((w) => !facts!.marks.some((m) =>
    m.value.toLowerCase() === w.toLowerCase()));
  const unknown = strange.filter((w) => !known.some((m) => m.value.includes(w)));
  const ok = known.length > 0 && unknown.length === 0;
  box.append(el("p", ok ? "compare-ok" : "compare-bad", ok
    ? `一致：粘贴的 ${known.length} 个值与数据包相同。`
    : known.length === 0 ? "不一致：粘贴的内容里没有任何一个值与数据包相同。请检查是否粘贴完整。"
      : `部分不一致：${known.length} 个值相同，${unknown.length} 个值在数据包里没有。`));
  box.append(el("ul", "", ...known.map((m) => el("li", "", `✓ ${m.name}`)),
    ...unknown.map((w) => el("li", "", "✗ ", el("code", "", w)))));
}

function download(): void {
  if (report === null) return;
  const url = URL.createObjectURL(new Blob([JSON.stringify(report, null, 1)],
    { type: "application/json" }));
  const a = document.createElement("a");
  a.href = url;
  a.download = `核验报告-${report.draw_id.replace("/", "-") || "bundle"}.json`;
  a.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

function wire(): void {
  const [file, folder] = [byId<HTMLInputElement>("file"), byId<HTMLInputElement>("folder")];
  byId("choose").onclick = () => file.click();
  byId("choose-folder").onclick = () => folder.click();
  file.onchange = () => picked(file);
  folder.onchange = () => picked(folder);
  const drop = byId("drop");
  document.addEventListener("dragover", (e) => {
    e.preventDefault();
    drop.classList.add("over");
  });
  document.addEventListener("dragleave", () => drop.classList.remove("over"));
  document.addEventListener("drop", (e) => {
    e.preventDefault();
    drop.classList.remove("over");
    if (e.dataTransfer !== null) void begin(dropped(e.dataTransfer));
  });
  byId<HTMLFormElement>("ask").onsubmit = (e) => {
    e.preventDefault();
    const code = byId<HTMLInputElement>("code").value;
    if (code.trim() === "") return;
    clear(byId("answer")).append(el("p", "quiet", "正在计算…"));
    engine.ask(code);
  };
  byId("compare").onclick = compare;
  byId("export").onclick = download;
  byId("print").onclick = () => window.print();
}

wire();
