/** The answer for one company, step by step, with the picture and the comparison digit by digit. */
import { clear, copyable, el, pairs } from "./dom.ts";
import type { Answer, Proof, UnitAnswer } from "./explain.ts";
import { nearLine, wholeLine } from "./line.ts";

/** Two numbers one above the other; the first digit that differs decides. */
function digits(key: string, cutoff: string): HTMLElement {
  let k = 0;
  while (k < 64 && key[k] === cutoff[k]) k++;
  const line = (name: string, text: string): HTMLElement => {
    const code = el("code", "digits", el("span", "same", text.slice(0, k)));
    if (k < 64) code.append(el("strong", "decides", text[k]!), text.slice(k + 1));
    return el("div", "digit-line", el("span", "digit-name", name), code);
  };
  const less = k === 64 || key[k]! < cutoff[k]!;
  const words = k === 64 ? "两个数完全相同：这户正好是最后一名中签者。"
    : `从左到右逐位比较（0–9 小于 a–f），第 ${k + 1} 位第一次不同：`
      + `${key[k]} ${less ? "小于" : "大于"} ${cutoff[k]}，`
      + `所以签号${less ? "小于" : "大于"}中签线，${less ? "抽中" : "没有抽中"}。`;
  return el("div", "compare", line("签号", key), line("中签线", cutoff), el("p", "", words));
}

function share(x: number): string {
  return `${x >= 10 ? x.toFixed(1) : x.toFixed(2)}%`;
}

/** Chance of w tickets against the published cutoff; for the reader's eye, it decides nothing. */
function chance(u: UnitAnswer): string {
  if (u.N === 0 || u.cutoff === "-") return "0";
  if (u.weight === 1) return `${u.n}/${u.N}（约 ${share((u.n * 100) / u.N)}）`;
  const tau = (parseInt(u.cutoff.slice(0, 12), 16) + 1) / 2 ** 48;
  return `有 ${u.weight} 个签号，按中签线推算约 ${share(100 * (1 - (1 - tau) ** u.weight))}`;
}

const WORDS: Record<UnitAnswer["listed"], string> = {
  drawn: "抽中", waiting: "候补", no: "未抽中",
};

function picture(u: UnitAnswer): HTMLElement {
  const below = u.objectKey <= u.cutoff;
  const box = el("figure", "picture", wholeLine(u.spread, below, share(u.spread.cutoff * 100)));
  const of = u.spread.whole ? `单元里 ${u.N} 户的签号` : "已公布的签号";
  const near = u.spread.hi - u.spread.lo < 1 ? nearLine(u.spread) : null;
  if (near !== null) box.append(near);
  box.append(el("figcaption", "", `上图：${of}从 0 到最大排开，灰柱是每一段里的户数，高矮差不多说明没有偏向；`
    + "绿色一段是抽中的范围。", near === null ? "" : "下图：中签线附近放大，一条竖线是一户。"));
  return box;
}

/** The second and later units are folded: in a joint task they repeat the same ticket. */
function unitCard(u: UnitAnswer, index: number): HTMLElement {
  const card = el("section", `unit ${u.listed}`,
    el("h4", "", el("span", `tag ${u.listed}`, WORDS[u.listed]), ` 抽取单元 ${u.unit}`));
  card.append(el("p", "quiet", `事项：${u.items.join("、")}`));
  const list = el("dl", "facts");
  pairs(list, [
    ["名次", u.rank > 0 ? `第 ${u.rank} 名（共 ${u.N} 户，抽 ${u.n} 户，候补 ${u.w} 户）` : "—"],
    ["抽取前的可能性", chance(u)],
    ["批次", u.batch === "" ? null : `第 ${u.batch} 批`],
    ["检查人员（编号）", u.team.length === 0 ? null : u.team.join("、")],
  ].filter((x) => x[1] !== null) as [string, string][]);
  card.append(list);
  if (u.cutoff === "-") {
    card.append(el("p", "", "这个单元没有名额，没有人被抽中。"));
    return card;
  }
  const detail = [picture(u), digits(u.objectKey, u.cutoff), why(u)];
  if (index === 0) card.append(...detail);
  else card.append(el("details", "", el("summary", "", "图和计算步骤"), ...detail));
  return card;
}

/** The way to the number, each step checkable by itself. */
function why(u: UnitAnswer): HTMLElement {
  const steps = el("ol", "why");
  steps.append(el("li", "", `种子给抽签组 ${u.group} 一把公开的钥匙：`, el("code", "", u.key), "。"));
  if (u.weight > 1) {
    steps.append(el("li", "", `这户按规则有 ${u.weight} 个签号，取最小的一个：`,
      el("ol", "tickets", ...u.tickets.map((t) => el("li", "", el("code", "", t))))));
  } else {
    steps.append(el("li", "", "钥匙后面接上您的编码，算一次指纹，就是签号。同一把钥匙、同一个编码，谁算都一样。"));
  }
  if (u.turned) {
    steps.append(el("li", "", "这个单元按规则把签号从约定的起点重新计数（错开不同抽查），"
      + "下面命令算出的是换算前的第一个签号：", el("code", "", u.tickets[0]!)));
  }
  steps.append(
    el("li", "", `把 ${u.N} 户的签号从小到大排队，前 ${u.n} 名抽中；您排第 ${u.rank || "—"} 名。`),
    u.line > 0 ? el("li", "", `公布的结果表第 ${u.line} 行就是这户，与计算一致。`)
      : el("li", "", "公布的结果表里没有这户，与计算一致。"));
  return el("div", "", el("h5", "", "这个结果是怎么来的"), steps,
    el("p", "", "自己核对：在任何一台电脑的命令行运行下面这一行，结果就是签号，不需要我们的任何程序。"),
    copyable(u.command, "核对命令"));
}

function proofSteps(a: Answer, p: Proof): HTMLElement {
  const steps = el("ol", "proof", el("li", "", "这一行的指纹：", el("code", "", p.leaf)));
  for (const s of p.steps) {
    steps.append(el("li", "", `与${s.side === "left" ? "左边" : "右边"}的 `, el("code", "", s.with),
      " 合起来算指纹，得 ", el("code", "", s.gives)));
  }
  const last = p.steps[p.steps.length - 1]?.gives ?? p.leaf;
  const ok = last === a.root;
  steps.append(el("li", ok ? "compare-ok" : "compare-bad", ok
    ? "最后得到的正是摇号之前公布的底册指纹。" : "最后得到的不是公布的底册指纹。"));
  return el("div", "", el("p", "", `底册第 ${p.index + 1} 行（共 ${p.size} 行）：`),
    el("pre", "", p.row), steps);
}

function proofBlock(a: Answer): HTMLElement {
  return el("details", "", el("summary", "", a.frame === "absent"
    ? "不在底册中的证明（相邻两行，逐步）" : "在底册中的证明（逐步）"),
  el("p", "", "证明不需要看到别人的行：从您这一行出发，一层层与旁边的指纹合并，"
    + "只要最后等于摇号前公布的底册指纹，这一行就一定在那份名单里。"),
  ...a.proofs.map((p) => proofSteps(a, p)));
}

/** Headline of the answer in one sentence. */
function headline(a: Answer): string {
  if (a.frame === "absent") return `${a.id} 不在本次抽取的底册中，不可能被抽中。`;
  if (a.frame === "present" && a.reason !== "") return `${a.id} 在底册中，但不参加抽取：${a.reason}。`;
  if (a.sealed) {
    return a.frame === "present" ? `${a.id} 在底册中并参加抽取；结果尚未公布。`
      : `结果尚未公布，底册也未公开，暂时不能查询 ${a.id}。`;
  }
  const drawn = a.units.filter((u) => u.listed === "drawn").length;
  if (drawn > 0) return `${a.id} 在 ${drawn} 个抽取单元中被抽中。`;
  if (a.units.length > 0) return `${a.id} 参加了抽取，没有被抽中。`;
  return `公布的结果中没有 ${a.id}。`;
}

function absent(a: Answer): HTMLElement[] {
  const typo = a.fault === "" ? [] : [el("p", "compare-bad", a.fault)];
  return [...typo, el("p", "", a.proofs.length === 2 ? "底册按编码排序，下面两行紧挨着，中间没有别的行："
    : "底册按编码排序，它应在的位置已是表的尽头："),
  el("ul", "", ...a.proofs.map((p) => el("li", "", `第 ${p.index + 1} 行 `,
    el("code", "", p.row.split("\t")[0]!))))];
}

export function showAnswer(box: HTMLElement, a: Answer): void {
  clear(box);
  box.append(el("h3", "answer-head", headline(a)), el("p", "quiet", a.of));
  if (a.note !== "") box.append(el("p", "", a.note));
  if (a.frame === "absent") box.append(...absent(a));
  box.append(...a.units.map(unitCard));
  if (a.proofs.length > 0) box.append(proofBlock(a));
  const print = el("button", "", "打印本户的结果和证明") as HTMLButtonElement;
  print.type = "button";
  print.onclick = () => {
    for (const d of box.querySelectorAll("details")) d.open = true;
    box.dispatchEvent(new Event("print-answer"));
  };
  const ask = el("button", "", "对这个结果提出质疑") as HTMLButtonElement;
  ask.type = "button";
  ask.onclick = () => document.getElementById("challenge-title")!.focus();
  box.append(el("div", "buttons no-print", print, ask));
}
