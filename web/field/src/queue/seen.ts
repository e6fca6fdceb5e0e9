import type { Details } from "../local/types";
import type { Body, Kind } from "./op";

type Item = Details["items"][number];

/** What an item's checklist says, without who wrote it down when. */
function checklist({ code, checked }: Item) {
  if (!checked) return { code };
  const { methods, answers, note, commissions } = checked;
  return { code, methods, answers, note, commissions };
}

const byCode = (a: Item, b: Item) => (a.code < b.code ? -1 : 1);

/** What the record says: that which is signed, apart from times. */
function record(visit: Details) {
  const { place, company } = visit.arrival ?? {};
  return {
    arrival: visit.arrival ? [place, company] : null,
    items: [...visit.items].sort(byCode).map(checklist),
    evidence: visit.evidence.map((it) => it.sha256).sort(),
  };
}

/** That part of a visit which an operation changes or vouches for. */
export function part(kind: Kind, visit: Details, body: Body): unknown {
  const codes = (body.items as { code: string }[] | undefined)?.map((it) => it.code) ?? [];
  switch (kind) {
    case "notify":
      return visit.notice && [visit.notice.method, visit.notice.contact];
    case "arrive":
      return record(visit).arrival;
    case "check":
      return [...visit.items]
        .sort(byCode)
        .filter((it) => codes.includes(it.code))
        .map(checklist);
    case "finish":
    case "reopen":
    case "sign":
      return record(visit);
    case "company_sign": {
      const { signed, name, reason } = visit.company ?? {};
      return [record(visit), visit.company ? [signed, name, reason] : null];
    }
    case "outcome":
    case "decide_outcome":
      return [visit.outcome_waits, visit.outcome_note ?? null];
    case "evidence":
    case "note":
      return null; // These only add.
  }
}

/**
 * Fingerprint of that part of a visit which an operation changes or vouches for. When it is the
 * same as when the person saw it, nothing of anybody else is overwritten, however many versions
 * have passed meanwhile.
 */
export function seen(kind: Kind, visit: Details, body: Body): string {
  return JSON.stringify(part(kind, visit, body) ?? null);
}
