/** The page: choosing a bundle, showing what was found, asking for one company. */
import "./compat.ts";
import type { Report } from "../verify/verify.ts";
import { showAnswer } from "./answer.ts";
import type { Told, Tried } from "./bench.ts";
import { challengeAt, groundOf, NO_GROUND, showChallenge, wireChallenge } from "./challenge.ts";
import { byId, clear, el } from "./dom.ts";
import { wireElder } from "./elder.ts";
import { Engine } from "./engine.ts";
import type { Summary } from "./explain.ts";
import { saveReport, wireHome, wireSaving } from "./keep.ts";
import { dropped, readAll } from "./load.ts";
import { compareMinutes } from "./minutes.ts";
import { download, wanted } from "./source.ts";
import type { Story } from "./story.ts";
import type { Change } from "./tamper.ts";
import { showStory, showThemes } from "./tell.ts";
import { deviation, failureText, showFacts, showFailure, showVerdict } from "./verdict.ts";
import type { Bytes } from "../ssj1/bytes.ts";

let report: Report | null = null;
let facts: Summary | null = null;
let started = 0;
/** Asked for by the address of the page, answered once the bundle is verified. */
let code = "";

function say(text: string): void {
  byId("live").textContent = text;
}

function problem(text: string): void {
  byId("working").hidden = true;
  const p = byId("problem");
  p.textContent = text;
  p.hidden = text === "";
}

function done(r: Report, s: Summary | null, told: Story | null): void {
  report = r;
  facts = s;
  byId("working").hidden = true;
  byId("result").hidden = false;
  for (const id of ["answer", "compared", "tried"]) clear(byId(id));
  const failed = r.checks.find((c) => c.verdict === "fail");
  showVerdict(r, (Date.now() - started) / 1000);
  showFailure(failed);
  showFacts(s);
  for (const id of ["ask-block", "story-block", "try-block"]) byId(id).hidden = told === null;
  if (told !== null) showStory(byId("story"), told);
  for (const b of byId("tries").querySelectorAll("button")) {
    b.hidden = !tryable(b.dataset["change"] as Change, told);
  }
  for (const link of document.querySelectorAll<HTMLAnchorElement>(".inside a")) {
    link.hidden = byId(link.hash.slice(1)).closest("[hidden]") !== null;
  }
  showThemes(byId("themes"), r, told);
  showChallenge({ ...NO_GROUND, text: failed !== undefined ? failureText(r, failed)
    : `关于抽取 ${r.draw_id}：\n请写明您核对的一个数（某户的签号、中签线或户数）和它应当是多少。` });
  say(`核验完成。${byId("verdict").textContent}。${byId("verdict-text").textContent}`);
  byId("banner").focus();
  if (code !== "" && told !== null) {
    byId<HTMLInputElement>("code").value = code;
    engine.ask({ kind: "explain", id: code });
  }
}

/** Only what is in the bundle can be tampered with. */
function tryable(change: Change, s: Story | null): boolean {
  if (s === null) return false;
  switch (change) {
    case "swap": return s.rows > 0 && !s.blinded;
    case "drop": return !s.blinded;
    case "nonce": return s.parties.some((p) => p.state === "shown");
    case "beacon": return s.beacon.value !== "";
  }
}

function showTried(t: Tried | null): void {
  const box = clear(byId("tried"));
  if (t === null) {
    box.append(el("p", "", "这个数据包里没有可以这样改的内容。"));
    return;
  }
  box.append(el("p", "", t.what, "并且把文件清单也改成一致。"));
  if (t.noticed === null) {
    box.append(el("p", "compare-bad", "没有被发现：这本身就是程序的错误，请告诉我们。"));
    return;
  }
  box.append(el("p", "compare-ok", `仍然被发现：${t.noticed.check} ${t.noticed.name}——${t.noticed.note}。`),
    deviation(t.noticed));
}

function told(m: Told): void {
  switch (m.kind) {
    case "check": return;
    case "progress":
      byId<HTMLProgressElement>("bar").value = m.progress.fraction;
      byId("bar-text").textContent = `正在核验 ${m.progress.check} ${m.progress.name}`
        + `（${Math.round(m.progress.fraction * 100)}%）`;
      return;
    case "done": return done(m.report, m.summary, m.story);
    case "answer":
      showAnswer(byId("answer"), m.answer);
      return showChallenge(groundOf(m.answer));
    case "tried": return showTried(m.tried);
    case "error": return problem(m.message);
  }
}
const engine = new Engine(told, location.hash === "#main-thread");

async function begin(from: () => Promise<[string, Bytes][]>, drawId = ""): Promise<void> {
  problem("");
  byId("result").hidden = true;
  byId("working").hidden = false;
  byId<HTMLProgressElement>("bar").value = 0;
  byId("bar-text").textContent = "正在读取文件";
  say("开始核验");
  challengeAt(drawId);
  started = Date.now();
  try {
    await engine.verify(await from());
  } catch (e) {
    problem(e instanceof Error ? e.message : String(e));
  }
}

async function given(list: [string, File][] | Promise<[string, File][]>): Promise<[string, Bytes][]> {
  const files = await list;
  if (files.length === 0) throw new Error("没有选中文件。");
  return readAll(files);
}

function picked(input: HTMLInputElement): void {
  const list = [...(input.files ?? [])].map((f): [string, File] => [
    (f as { webkitRelativePath?: string }).webkitRelativePath || f.name, f]);
  input.value = "";
  code = "";
  if (list.length > 0) void begin(() => given(list));
}

/** Prints the answer for one company alone; the whole page otherwise. */
function printed(alone: boolean): void {
  document.documentElement.classList.toggle("print-answer", alone);
  window.print();
}

function wireChoosing(): void {
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
    const data = e.dataTransfer;
    if (data !== null) void begin(() => given(dropped(data)));
  });
}

function wire(): void {
  wireElder();
  wireSaving();
  wireHome();
  wireChallenge();
  wireChoosing();
  byId<HTMLFormElement>("ask").onsubmit = (e) => {
    e.preventDefault();
    const id = byId<HTMLInputElement>("code").value;
    if (id.trim() === "") return;
    clear(byId("answer")).append(el("p", "quiet", "正在计算…"));
    engine.ask({ kind: "explain", id });
  };
  for (const b of byId("tries").querySelectorAll("button")) {
    b.onclick = () => {
      clear(byId("tried")).append(el("p", "quiet", "正在重新核验改动后的数据包…"));
      engine.ask({ kind: "tamper", change: b.dataset["change"] as Change });
    };
  }
  byId("compare").onclick = () => compareMinutes(facts);
  byId("export").onclick = () => {
    if (report !== null) saveReport(report);
  };
  byId("print").onclick = () => printed(false);
  byId("answer").addEventListener("print-answer", () => printed(true));
}

function fromAddress(): void {
  try {
    const w = wanted();
    if (w === null) return;
    code = w.code;
    void begin(() => download(w.bundle), w.drawId);
  } catch (e) {
    problem(e instanceof Error ? e.message : String(e));
  }
}

wire();
fromAddress();
