import type { Details, LocalVisit } from "../local/types";

/** One thing to do or to look at in a visit. */
export interface Row {
  step: string;
  title: string;
  says: string;
}

function can(view: Details, ...actions: string[]): boolean {
  return actions.some((it) => view.allowed_actions.includes(it));
}

function checkedCount(view: Details): string {
  const mine = view.items.filter((it) => it.state !== "satisfied");
  return `${mine.filter((it) => it.checked).length} / ${mine.length} 个事项已填写`;
}

function signs(view: Details): string {
  const officers = view.team.filter((it) => it.signed).length;
  const company = view.company ? (view.company.signed ? "当事人已签字" : "当事人拒绝签字") : "";
  return [company, officers > 0 ? `${officers} 名执法人员已签字` : ""].filter(Boolean).join("，");
}

/** The pages of a visit, in the order in which they are needed; only those that make sense now. */
export function stepsOf({ brief, details }: LocalVisit, view: Details): Row[] {
  const rows: (Row | false)[] = [
    {
      step: "brief",
      title: "检查前了解",
      says: brief
        ? `历次结果 ${brief.results.length} 条，整改 ${brief.rectifications.length} 件`
        : "联网更新后可以看",
    },
    can(view, "notify") && {
      step: "notify",
      title: "送达检查通知",
      says: view.advance === false ? "当场出具" : "提前送达",
    },
    !!details.notice && {
      step: "code",
      title: "亮证和扫码入企",
      says: "企业扫码核对任务、人员和事项",
    },
    !!details.notice && { step: "notice", title: "检查通知书", says: "材料、权利、联系人" },
    (can(view, "arrive") || !!view.arrival) && {
      step: "arrive",
      title: "到达",
      says: view.arrival?.place ?? "记录时间、地点和到场人员",
    },
    (can(view, "check") || !!view.arrival) && {
      step: "items",
      title: "检查记录",
      says: checkedCount(view),
    },
    {
      step: "evidence",
      title: "照片和其他证据",
      says: view.evidence.length > 0 ? `${view.evidence.length} 件` : "还没有",
    },
    (can(view, "finish", "sign", "company_sign", "reopen") || !!view.company) && {
      step: "sign",
      title: "阅读记录并签字",
      says: signs(view) || "当事人和两名执法人员签字，或记录拒签",
    },
    can(view, "outcome", "decide_outcome") && {
      step: "outcome",
      title: view.outcome_waits ? "确认以状态结束" : "查无下落、已停业等",
      says: view.outcome_waits ? (view.outcome_note ?? "") : "没法检查时，凭证据以状态结束",
    },
    can(view, "note") && { step: "note", title: "补正", says: "签字之后要说明的" },
  ];
  return rows.filter((row): row is Row => row !== false);
}

/** Whether this person's signature stands; of two of the same name, both. */
export function hasSigned(view: Details, name: string): boolean {
  const own = view.team.filter((it) => it.name === name);
  return own.length > 0 && own.every((it) => it.signed);
}

/** What to do next, under the thumb. */
export function mainStep(view: Details, name: string): Row | undefined {
  const order: [string, string, string][] = [
    ["decide_outcome", "outcome", "确认以状态结束"],
    ["notify", "notify", "送达检查通知"],
    ["arrive", "arrive", "记录到达"],
    ["check", "items", "填写检查记录"],
    ["company_sign", "sign", "阅读记录并签字"],
    ["sign", "sign", "阅读记录并签字"],
  ];
  const open = view.items.some((it) => !it.checked && it.state === "open");
  for (const [action, step, title] of order) {
    if (!can(view, action) || (action === "sign" && hasSigned(view, name))) continue;
    if (action === "check" && !open && can(view, "finish")) {
      return { step: "sign", title: "阅读记录并签字", says: "" };
    }
    return { step, title, says: "" };
  }
  return undefined;
}
