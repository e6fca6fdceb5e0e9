import type { Schema } from "@api/client";
import type { Details } from "../local/types";
import { OUTCOMES } from "./codes";

type Item = Details["items"][number];
export type Checklist = Omit<Schema<"InspectionItemForm">, "answers" | "note" | "commissions"> & {
  answers: Required<Schema<"AnswerForm">>[];
  note: string;
  commissions: Schema<"CommissionView">[];
};

/** The points of an item; one without points is a point itself. */
export function pointsOf(item: Item): { point: string; standard: string }[] {
  return item.points.length > 0 ? item.points : [{ point: item.name, standard: "" }];
}

/** A checklist to begin with: what was filled in before, else nothing answered. */
export function begin(item: Item, method = "field"): Checklist {
  const { checked } = item;
  return {
    code: item.code,
    methods: checked?.methods ?? [method],
    answers: pointsOf(item).map(({ point }) => {
      const known = checked?.answers.find((it) => it.point === point);
      return { point, outcome: known?.outcome ?? "", note: known?.note ?? "" };
    }),
    note: checked?.note ?? "",
    commissions: checked?.commissions ?? [],
  };
}

/** The first thing that is missing; the server looks at all of it again. */
export function lacking(draft: Checklist): string | undefined {
  if (draft.methods.length === 0) return "请选择核查方式。";
  for (const [at, { outcome, note }] of draft.answers.entries()) {
    const name = OUTCOMES.find(([code]) => code === outcome)?.[1];
    if (!name) return `第 ${at + 1} 个要点还没有结果。`;
    if (outcome !== "pass" && note.trim().length < 2) {
      return `第 ${at + 1} 个要点${name}，请写明情况。`;
    }
  }
  if (!draft.methods.includes("commissioned")) return undefined;
  const [first] = draft.commissions;
  if (!first) return "委托专业机构的，请写明机构和报告编号。";
  const bare = draft.commissions.some((it) => !it.institution || !it.report_no.trim());
  return bare ? "请选择专业机构，写明报告编号。" : undefined;
}
