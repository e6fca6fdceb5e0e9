import type { Details } from "../local/types";
import { OUTCOMES, NOTICE_METHODS } from "../visit/codes";
import type { Kind, Op } from "./op";
import { project } from "./project";
import { part } from "./seen";

/** Label and words; of two lists, those of the same label are held beside each other. */
export type Fact = [label: string, words: string];

interface Item {
  code: string;
  answers?: { point: string; outcome: string; note: string }[];
  note?: string;
}

interface Record {
  arrival: [string, string] | null;
  items: Item[];
  evidence: string[];
}

/** What vouches for a record shows what was read; what changes something shows the change. */
const VOUCHES: Kind[] = ["finish", "reopen", "sign", "company_sign"];

/** The part of the visit that is in dispute: as it is on this phone, and at the platform. */
export function sides(op: Op, details: Details): [mine: unknown, theirs: unknown] {
  const theirs = part(op.kind, details, op.body);
  if (VOUCHES.includes(op.kind)) return [JSON.parse(op.seen), theirs];
  const here = project(details, [{ ...op, state: "kept" }]);
  return [part(op.kind, here, op.body), theirs];
}

function ofItem({ code, answers = [], note }: Item): Fact[] {
  const points = answers.map(({ point, outcome, note }): Fact => {
    const name = OUTCOMES.find(([it]) => it === outcome)?.[1] ?? outcome;
    return [`${code} ${point}`, note ? `${name}（${note}）` : name];
  });
  return note ? [...points, [`${code} 发现问题情况`, note]] : points;
}

function ofArrival(arrival: [string, string] | null | undefined): Fact[] {
  if (!arrival) return [];
  return [
    ["到达地点", arrival[0]],
    ["当事人一方在场的人", arrival[1] || "没有人在场"],
  ];
}

function ofRecord({ arrival, items, evidence }: Record): Fact[] {
  const files = evidence.map((it): Fact => [`证据 ${it.slice(0, 12)}…`, "有"]);
  return [...ofArrival(arrival), ...items.flatMap(ofItem), ...files];
}

/** A part of a visit in words. */
export function facts(kind: Kind, content: unknown): Fact[] {
  if (content === null || content === undefined) return [];
  switch (kind) {
    case "arrive":
      return ofArrival(content as [string, string]);
    case "check":
      return (content as Item[]).flatMap(ofItem);
    case "finish":
    case "reopen":
    case "sign":
      return ofRecord(content as Record);
    case "company_sign": {
      const [record, said] = content as [Record, [boolean, string, string] | null];
      const words = said && (said[0] ? `${said[1]} 已签字` : `拒绝签字：${said[2]}`);
      return [...ofRecord(record), ...(words ? [["当事人", words] as Fact] : [])];
    }
    case "notify": {
      const [method, contact] = content as [string, string];
      const name = NOTICE_METHODS.find(([it]) => it === method)?.[1] ?? method;
      return [
        ["检查方式", name],
        ["联系人和电话", contact],
      ];
    }
    case "outcome":
    case "decide_outcome": {
      const [, note] = content as [boolean, string | null];
      return note ? [["以状态结束", note]] : [];
    }
    default:
      return [];
  }
}
