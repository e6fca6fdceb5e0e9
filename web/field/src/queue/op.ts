import type { FieldError } from "@api/problem";

/** What an inspector does to a visit. */
export type Kind =
  | "notify"
  | "evidence"
  | "arrive"
  | "check"
  | "finish"
  | "reopen"
  | "company_sign"
  | "sign"
  | "outcome"
  | "decide_outcome"
  | "note";

/**
 * Where an operation stands. Only `done` means that the platform has it: `kept` is on this phone,
 * `sending` may or may not have arrived. `refused` and `conflict` wait for a person; `dropped`
 * was given up by one and stays to be read.
 */
export type OpState = "kept" | "sending" | "done" | "refused" | "conflict" | "dropped";

/** The server's words, kept with the operation. */
export interface Refusal {
  status: number;
  code: string;
  detail: string;
  errors: FieldError[];
}

export type Body = Record<string, unknown>;

/** One operation, from the moment it was done until long after it was told. */
export interface Op {
  /** Order on this phone. */
  seq: number;
  visit: string;
  kind: Kind;
  /** Idempotency-Key: the same from the press of the button on, whatever happens in between. */
  key: string;
  body: Body;
  /** Fingerprint of what the person saw and is about to change. */
  seen: string;
  /** When it was done, by the platform's clock. */
  at: string;
  /** In words. */
  says: string;
  state: OpState;
  /** The body as it was sent the first time: from then on it never changes under this key. */
  sent?: Body;
  tries: number;
  refusal?: Refusal;
  /** Refusals and corrections of earlier, for the log. */
  past?: string[];
  /** Number in the platform's log, once it is recorded there. */
  logIndex?: number;
}

export type NewOp = Pick<Op, "visit" | "kind" | "key" | "body" | "seen" | "at" | "says">;

/** Waits for the network or for a person. */
export const OPEN: OpState[] = ["kept", "sending", "refused", "conflict"];

export function isOpen(op: Op): boolean {
  return OPEN.includes(op.state);
}

/** Waits for nobody but the network. */
export function isWaiting(op: Op): boolean {
  return op.state === "kept" || op.state === "sending";
}

const STATE_NAMES: Record<OpState, string> = {
  kept: "在本机，待发送",
  sending: "正在发送",
  done: "平台已记录",
  refused: "被退回，请处理",
  conflict: "有冲突，请处理",
  dropped: "已放弃",
};

export function stateName(op: Op): string {
  if (op.state === "done" && op.logIndex) return `平台已记录，日志序号 ${op.logIndex}`;
  if (op.state === "sending" && op.tries > 1) return "已发出，等待平台答复";
  return STATE_NAMES[op.state];
}

/** Where each operation goes. `versioned` ones say which version of the visit they change. */
export const ROUTES: Record<Kind, { method: string; path: string; versioned: boolean }> = {
  notify: { method: "POST", path: "notify", versioned: true },
  evidence: { method: "POST", path: "evidence", versioned: false },
  arrive: { method: "POST", path: "arrive", versioned: true },
  check: { method: "PUT", path: "checklist", versioned: true },
  finish: { method: "POST", path: "finish", versioned: true },
  reopen: { method: "POST", path: "reopen", versioned: true },
  company_sign: { method: "POST", path: "company-sign", versioned: true },
  sign: { method: "POST", path: "sign", versioned: false },
  outcome: { method: "POST", path: "outcome", versioned: true },
  decide_outcome: { method: "POST", path: "outcome/decide", versioned: true },
  note: { method: "POST", path: "notes", versioned: true },
};
