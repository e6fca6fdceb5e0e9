/** 质疑: one number that anybody can check. Sent where the platform is at hand, else printed. */
import { toHex } from "../ssj1/bytes.ts";
import { byId, clear, copyable, el } from "./dom.ts";
import type { Answer } from "./explain.ts";
import { home } from "./keep.ts";
import { refusal } from "./source.ts";

/** What is being challenged: filled in by the answer for a company or by a failed check. */
export interface Ground { text: string; subject: string; unit: string; ticket: string }

/** What the platform answers at once: its own look at the same numbers. */
interface Receipt { id?: string; verdict_name?: string; explanation?: string; due_on?: string | null }

const TEXT_MAX = 1000;
export const NO_GROUND: Ground = { text: "", subject: "", unit: "", ticket: "" };
let ground = NO_GROUND;
let drawId = "";

/** Names the draw on the platform; empty where the bundle came as a file. */
export function challengeAt(id: string): void {
  drawId = id;
}

/** Lays out the form for a ground, with its text ready to copy or print. */
export function showChallenge(g: Ground): void {
  ground = g;
  clear(byId("challenge-text")).append(copyable(g.text, "质疑文字"));
  clear(byId("challenge-answer"));
  byId<HTMLInputElement>("challenge-subject").value = g.subject;
  byId("challenge-form").hidden = drawId === "";
  byId("challenge-paper").hidden = drawId !== "";
  const at = home();
  byId("challenge-address").textContent = at === ""
    ? "请交给公布本次抽取的机关，或抄送当地司法行政、纪检监察机关。"
    : `请交给公布本次抽取的机关（公示网址 ${at}），或抄送当地司法行政、纪检监察机关。`;
}

/** The unit in which the published list and the number disagree, else the first. */
export function groundOf(a: Answer): Ground {
  const odd = a.units.find((u) => u.cutoff !== "-"
    && (u.objectKey <= u.cutoff) !== (u.listed === "drawn"));
  const unit = odd ?? a.units[0];
  return { text: a.challenge, subject: a.id, unit: unit?.unit ?? "", ticket: unit?.objectKey ?? "" };
}

/** The body of the request; unit and ticket only belong to the company they were computed for. */
function body(): string {
  const field = (id: string): string =>
    byId<HTMLInputElement | HTMLTextAreaElement>(id).value.trim();
  const subject = field("challenge-subject");
  const own = subject === ground.subject;
  return JSON.stringify({
    subject, unit: (own && ground.unit) || null, ticket: (own && ground.ticket) || null,
    text: (field("challenge-note") || ground.text).slice(0, TEXT_MAX),
    contact: field("challenge-contact") || null,
  });
}

async function send(): Promise<void> {
  const box = clear(byId("challenge-answer"));
  box.append(el("p", "quiet", "正在提交…"));
  const text = body();
  try {
    const answer = await fetch(`/api/v1/public/draws/${encodeURIComponent(drawId)}/challenges`, {
      method: "POST", credentials: "omit", body: text,
      headers: { "content-type": "application/json", "idempotency-key": keyOf(text) },
    });
    if (!answer.ok) throw new Error(await refusal(answer));
    filed(box, await answer.json() as Receipt);
  } catch (e) {
    clear(box).append(el("p", "compare-bad",
      `没有提交成功：${e instanceof Error ? e.message : String(e)}`),
    el("p", "", "您填写的内容仍在上面，可以再试，或复制文字以书面提出。"));
  }
}

function filed(box: HTMLElement, r: Receipt): void {
  clear(box).append(el("p", "compare-ok", `已收到质疑，编号 ${r.id ?? ""}。请记下编号。`),
    el("p", "", `平台当即核对：${[r.verdict_name, r.explanation].filter(Boolean).join("。")}`),
    el("p", "", r.due_on ? `组织机关应在 ${r.due_on} 之前答复，答复在抽取的公示页公布。`
      : "组织机关的答复在抽取的公示页公布。"));
}

let sent = { text: "", key: "" };

/** One key per text: pressing twice, or after a lost answer, files once. */
function keyOf(text: string): string {
  if (sent.text !== text) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    sent = { text, key: toHex(bytes) };
  }
  return sent.key;
}

export function wireChallenge(): void {
  byId<HTMLFormElement>("challenge-form").onsubmit = (e) => {
    e.preventDefault();
    void send();
  };
}
