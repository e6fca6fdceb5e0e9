import type { Details } from "../local/types";
import { isWaiting, type Op } from "./op";

/** What an operation opens and closes, as the server will offer it once it knows. */
const WORK = ["check", "finish", "add_evidence", "outcome"];
const NEXT: Partial<Record<Op["kind"], { off: string[]; on: string[] }>> = {
  notify: { off: ["notify"], on: ["arrive", "add_evidence", "outcome"] },
  arrive: { off: ["arrive"], on: WORK },
  finish: { off: WORK, on: ["sign", "company_sign", "reopen"] },
  reopen: { off: ["sign", "company_sign", "reopen"], on: WORK },
  company_sign: { off: ["company_sign", "reopen"], on: [] },
  sign: { off: ["sign", "reopen"], on: [] },
  outcome: { off: [...WORK, "notify", "arrive"], on: [] },
  decide_outcome: { off: ["decide_outcome"], on: [] },
};

function actions(before: string[], op: Op): string[] {
  const next = NEXT[op.kind];
  if (!next) return before;
  const left = before.filter((it) => !next.off.includes(it));
  return [...new Set([...left, ...next.on])];
}

type Fields = Record<string, unknown>;

function change(visit: Details, op: Op): Partial<Details> {
  const body = op.body as Fields & never;
  switch (op.kind) {
    case "notify":
      return { state: "notified", state_name: "已通知" };
    case "arrive": {
      const { place, company, present } = body as Fields as {
        place: string;
        company: string;
        present: string[];
      };
      const team = visit.team.map((it) => ({ ...it, present: present.includes(it.inspector) }));
      const arrival = { at: op.at, place, company };
      return { state: "in_progress", state_name: "进行中", arrival, team };
    }
    case "check": {
      const { items } = body as Fields as { items: (Fields & { code: string })[] };
      const filled = visit.items.map((item) => {
        const mine = items.find((it) => it.code === item.code);
        if (!mine) return item;
        const checked = { ...mine, at: op.at } as unknown as typeof item.checked;
        return { ...item, state: "checked", checked };
      });
      return { items: filled };
    }
    case "evidence":
      return {
        evidence: [...visit.evidence, { ...(body as object), id: op.key } as never],
      };
    case "finish":
      return { state: "recorded", state_name: "已记录", digest: null };
    case "reopen":
      return { state: "in_progress", state_name: "进行中", digest: null };
    case "company_sign":
      return { company: { ...(body as object), at: op.at } as never };
    case "outcome":
      return { outcome_waits: true, outcome_note: (body as Fields as { note: string }).note };
    default:
      return {};
  }
}

/**
 * The visit as it will be once the platform has what waits on this phone. It is shown with the
 * mark that it is not yet told, and never stands for the platform's answer.
 */
export function project(visit: Details, ops: Op[]): Details {
  return ops.filter(isWaiting).reduce(
    (it, op) => ({
      ...it,
      ...change(it, op),
      allowed_actions: actions(it.allowed_actions, op),
    }),
    visit,
  );
}
