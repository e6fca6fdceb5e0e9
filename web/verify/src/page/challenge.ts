/** 质疑: one number that anybody can check. Sent where the platform is at hand, else printed. */
import { toHex } from "../ssj1/bytes.ts";
import { byId, clear, copyable, el } from "./dom.ts";
import type { Answer } from "./explain.ts";
import { home } from "./keep.ts";
import { refusal } from "./source.ts";

/** What is being challenged: filled in by the answer for a company or by a failed check. */
export interface Ground { text: string; subject: string; unit: string }

interface Receipt { id?: string; verdict_name?: string; answer?: string }

let ground: Ground = { text: "", subject: "", unit: "" };
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
  return { text: a.challenge, subject: a.id, unit: (odd ?? a.units[0])?.unit ?? "" };
}

async function send(): Promise<void> {
  const note = byId<HTMLTextAreaElement>("challenge-note").value.trim();
  const contact = byId<HTMLInputElement>("challenge-contact").value.trim();
  const box = clear(byId("challenge-answer"));
  box.append(el("p", "quiet", "正在提交…"));
  const text = JSON.stringify({ subject: ground.subject, unit: ground.unit, note: note || ground.text, contact,
  });
  try {
    const answer = await fetch(`/api/v1/public/draws/${encodeURIComponent(drawId)}/challenges`, {
      method: "POST", credentials: "omit", body: text,
      headers: { "content-type": "application/json", "idempotency-key": keyOf(text) },
    });
    if (!answer.ok) throw new Error(await refusal(answer));
    const r = await answer.json() as Receipt;
    clear(box).append(el("p", "compare-ok", `已收到质疑，编号 ${r.id ?? ""}。请记下编号，答复会在抽取的公示页公布。`),
      el("p", "", [r.verdict_name, r.answer].filter(Boolean).join("：")));
  } catch (e) {
    clear(box).append(el("p", "compare-bad", `没有提交成功：${e instanceof Error ? e.message : String(e)}`),
      el("p", "", "您填写的内容仍在上面，可以再试，或复制文字以书面提出。"));
  }
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
