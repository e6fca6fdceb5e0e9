import type { Schema } from "@api/client";
import { Problem } from "@api/problem";
import type { Draft } from "../form/draft";

/** What a person fills in of a task. */
export type TaskForm = Schema<"TaskForm">;
export type PickedItem = { code: string; organ: string };
export type Filter = Required<Schema<"FilterForm">>;
export type Quota = Schema<"QuotaForm">;

/** How many are drawn: one of these, never two at once. */
export type QuotaKind = "ratio" | "count" | "by_class" | "all";

export const EMPTY_FILTER: Filter = {
  kinds: [],
  regions: [],
  industries: [],
  tags: [],
  risk_classes: [],
  scope_texts: [],
};

export const EMPTY_QUOTA: Quota = {
  ratio: null,
  count: null,
  by_class: null,
  all: false,
  batches: 0,
  rounding: "",
  at_least_one: false,
};

export function quotaKind(quota: Quota): QuotaKind {
  if (quota.all) return "all";
  if (quota.by_class) return "by_class";
  return quota.count === null || quota.count === undefined ? "ratio" : "count";
}

/** The same quota in another kind: what belonged to the former kind is left out. */
export function quotaAs(quota: Quota, kind: QuotaKind): Quota {
  const { batches, rounding, at_least_one } = quota;
  const kept = { ...EMPTY_QUOTA, batches, rounding, at_least_one };
  if (kind === "all") return { ...kept, all: true };
  if (kind === "count") return { ...kept, count: quota.count ?? 1 };
  if (kind === "by_class") return { ...kept, by_class: quota.by_class ?? {} };
  return { ...kept, ratio: quota.ratio ?? "" };
}

/** The query of the register that a filter of a task means. */
export function registerQuery(filter: Filter): Record<string, string> {
  return {
    kind: filter.kinds.join(","),
    region: filter.regions.join(","),
    industry: filter.industries.join(","),
    tag: filter.tags.join(","),
    risk: filter.risk_classes.map((letter) => (letter === "U" ? "-" : letter)).join(","),
    scope: filter.scope_texts.join(","),
  };
}

/** "10%" → 10; undefined when it is no percentage. */
export function percentOf(text: string | null | undefined): number | undefined {
  const found = /^(\d+(?:\.\d+)?)\s*[%％]$/u.exec((text ?? "").trim());
  return found ? Number(found[1]) : undefined;
}

/** What is wrong with a field of the form, wherever the server says it stands. */
export function wrongAt(problem: Problem | undefined, ...names: string[]): string | undefined {
  const fits = (field: string) =>
    names.some((name) => field === name || field.startsWith(`${name}.`));
  return problem?.errors.find((error) => fits(error.field))?.message;
}

export const formOf = (draft: Draft) => draft as unknown as TaskForm;
