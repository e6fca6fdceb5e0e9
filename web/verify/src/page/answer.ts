/** The answer for one company, in words and with the comparison digit by digit. */
import { clear, copyable, el, pairs } from "./dom.ts";
import type { Answer, Proof, UnitAnswer } from "./explain.ts";

/** Two numbers one above the other; the first digit that differs decides. */
function digits(key: string, cutoff: string): HTMLElement {
  let k = 0;
  while (k < 64 && key[k] === cutoff[k]) k++;
  const line = (name: string, text: string): HTMLElement => {
    const code = el("code", "digits", el("span", "same", text.slice(0, k)));
    if (k < 64) code.append(el("strong", "decides", text[k]!), text.slice(k + 1));
    return el("div", "digit-line", el("span", "digit-name", name), code);
  };
  const words = k === 64 ? "两个数完全相同：这户正好是最后一名中签者。"
    : `从左到右逐位比较（0–9 小于 a–f），第 ${k + 1} 位第一次不同：`
      + `${key[k]} ${key[k]! < cutoff[k]! ? "小于" : "大于"} ${cutoff[k]}，`
      + `所以签号${key[k]! < cutoff[k]! ? "小于" : "大于"}中签线，`
      + `${key[k]! < cutoff[k]! ? "抽中" : "没有抽中"}。`;
  return el("div", "compare", line("签号", key), line("中签线", cutoff), el("p", "", words));
}

/** Chance of w tickets against the published cutoff; for the reader's eye, it decides nothing. */
function weighted(w: number, cutoff: string): string {
  if (cutoff === "-") return "0";
  const tau = (parseInt(cutoff.slice(0, 12), 16) + 1) / 2 ** 48;
  const x = 100 * (1 - (1 - tau) ** w);
  return `有 ${w} 个签号，按中签线推算约 ${x >= 10 ? x.toFixed(1) : x.toFixed(2)}%`;
}

function percent(n: number, N: number): string {
  if (N === 0) return "0";
  const x = (n * 100) / N;
  return `${n}/${N}（约 ${x >= 10 ? x.toFixed(1) : x.toFixed(2)}%）`;
}

function unitCard(u: UnitAnswer): HTMLElement {
  const words = u.listed === "drawn" ? "抽中" : u.listed === "waiting" ? "候补" : "未抽中";
  const card = el("section", `unit ${u.listed}`,
    el("h4", "", el("span", `tag ${u.listed}`, words), ` 抽取单元 ${u.unit}`));
  card.append(el("p", "quiet", u.items.join("、")));
  const list = el("dl", "facts");
  pairs(list, [
    ["名次", u.rank > 0 ? `第 ${u.rank} 名（共 ${u.N} 户，抽 ${u.n} 户，候补 ${u.w} 户）` : "—"],
    ["抽中的可能性", u.weight === 1 ? percent(u.n, u.N) : weighted(u.weight, u.cutoff)],
    ["批次", u.batch === "" ? null : `第 ${u.batch} 批`],
    ["检查组", u.team.length === 0 ? null : u.team.join("、")],
  ].filter((x) => x[1] !== null) as [string, string][]);
  card.append(list);
  if (u.cutoff === "-") card.append(el("p", "", "这个单元没有名额，没有人被抽中。"));
  else card.append(digits(u.objectKey, u.cutoff));
  if (u.weight > 1) {
    card.append(el("p", "", `这户有 ${u.weight} 个签号，取最小的一个：`));
    card.append(el("ol", "tickets", ...u.tickets.map((t) => el("li", "", el("code", "", t)))));
  }
  if (u.turned) {
    card.append(el("p", "quiet", "这个单元按规则把签号从约定的起点重新计数（错开不同抽查），"
      + "下面命令算出的是换算前的第一个签号：", el("br"), el("code", "", u.tickets[0]!)));
  }
  card.append(el("p", "", "自己核对：在任何一台电脑的命令行运行下面这一行，结果就是签号，不需要我们的任何程序。"));
  card.append(copyable(u.command, "核对命令"));
  return card;
}

function proofBlock(a: Answer): HTMLElement {
  const box = el("details", "", el("summary", "", a.frame === "absent"
    ? "不在底册中的证明（相邻两行）" : "在底册中的证明"));
  for (const p of a.proofs as Proof[]) {
    box.append(el("p", "", `第 ${p.index + 1} 行（共 ${p.size} 行）：`), el("pre", "", p.row),
      el("p", "quiet", `从这一行到底册根 ${a.root} 的 ${p.path.length} 个相邻摘要：`),
      el("pre", "", p.path.join("\n")));
  }
  return box;
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

export function showAnswer(box: HTMLElement, a: Answer): void {
  clear(box);
  box.append(el("h3", "answer-head", headline(a)));
  if (a.note !== "") box.append(el("p", "", a.note));
  if (a.frame === "absent") {
    box.append(el("p", "", a.proofs.length === 2 ? "底册按编码排序，下面两行紧挨着，中间没有别的行："
      : "底册按编码排序，它应在的位置已是表的尽头："));
    box.append(el("ul", "", ...a.proofs.map((p) => el("li", "", `第 ${p.index + 1} 行 `,
      el("code", "", p.row.split("\t")[0]!)))));
  }
  for (const u of a.units) box.append(unitCard(u));
  if (a.proofs.length > 0) box.append(proofBlock(a));
  const more = el("details", "", el("summary", "", "提出异议的文字"),
    el("p", "", "异议只需要一个数：签号不大于中签线而没有列入结果，或相反。下面的文字已填好这个数。"),
    copyable(a.challenge, "异议文字"));
  box.append(more);
}
