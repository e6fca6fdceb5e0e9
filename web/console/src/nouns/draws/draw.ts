import type { Schema } from "@api/client";
import type { Row } from "../../noun/noun";

export type Draw = Schema<"DrawView">;

export const asDraw = (row: Row): Draw => row as unknown as Draw;

/** The stages of a draw in their order; those that end it early are not among them. */
const STAGES = [
  "proposed",
  "planned",
  "announced",
  "closed",
  "drawable",
  "drawn",
  "matched",
] as const;

export const STEPS = [
  "准备方案",
  "批准冻结",
  "公布意向",
  "截止揭示",
  "公共随机源",
  "抽取对象",
  "匹配人员",
  "派发",
];

/** How many steps are behind a draw; -1 when it no longer stands. */
export function stepsDone(draw: Draw): number {
  const at = (STAGES as readonly string[]).indexOf(draw.state);
  if (at < 0) return -1;
  const all = draw.state === "matched" && draw.released >= draw.batches;
  return all ? STEPS.length : at + 1;
}

const OVER = new Set(["withdrawn", "voided", "annulled"]);

/** The attempt that stands, of those of one task: there is at most one at a time. */
export function standing(draws: Draw[]): Draw | undefined {
  return draws.find((it) => !OVER.has(it.state));
}

/** What happens next, and by whom. */
export function nextOf(draw: Draw): string {
  switch (draw.state) {
    case "proposed":
      return "等审核审批人批准：底册、规则和人员随即冻结，之后谁也不能改动。";
    case "planned":
      return "等各随机数提供方交承诺；承诺交齐后，由承办人公布抽取意向。";
    case "announced":
      return "等托管方签收密封件、各方在截止时间之前揭示随机数；到时由承办人截止揭示。";
    case "closed":
      return draw.beacon === "ceremony"
        ? "等两名记录人录入现场摇号的结果；两人一致才有效。"
        : "等公共随机源公布；公布后由承办人录入。";
    case "drawable":
      return "随机数已齐，可以抽取检查对象。结果由这些数字唯一确定，任何人不能改变。";
    case "drawn":
      return "检查对象已抽取，接着匹配检查人员。";
    case "matched":
      return draw.released < draw.batches
        ? `第 ${draw.released + 1} 批等到时间后派发。`
        : draw.unsealed
          ? "已全部派发，名单已公开，人人可以核验。"
          : "已全部派发；启封之后名单公开，人人可以重算。";
    default:
      return "";
  }
}

/** "IDBAD 8" → code and number. */
export function excluded(text: string): [string, number] {
  const [code = "", count = "0"] = text.split(" ");
  return [code, Number(count)];
}
