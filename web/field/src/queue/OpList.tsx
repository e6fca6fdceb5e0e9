import { useState } from "react";
import { Link } from "react-router";
import { Problem } from "@api/problem";
import { moment } from "@ui/time";
import { useToast } from "@ui/toast";
import { useField } from "../local/Field";
import type { LocalVisit } from "../local/types";
import { paths } from "../paths";
import { Both } from "./Both";
import { isWaiting, stateName, type Op, type Refusal } from "./op";

/** Where an operation is corrected; evidence is captured anew. */
const PAGES: Partial<Record<Op["kind"], string>> = {
  notify: "notify",
  arrive: "arrive",
  company_sign: "sign",
  outcome: "outcome",
  note: "note",
};

function pageOf(op: Op): string | undefined {
  if (op.kind === "check") {
    const [item] = op.body.items as { code: string }[];
    return item && paths.item(op.visit, item.code);
  }
  const page = PAGES[op.kind];
  return page && paths.step(op.visit, page);
}

/** What was done on this phone, the newest first, each with whether the platform has it. */
export function OpList({ ops, visit }: { ops: Op[]; visit: LocalVisit }) {
  if (ops.length === 0) return <p className="muted">在这台手机上还没有办理。</p>;
  return (
    <ol className="plain-list">
      {[...ops].reverse().map((op) => (
        <OpRow key={op.seq} op={op} visit={visit} last={isLast(op, ops)} />
      ))}
    </ol>
  );
}

/** Whether nothing that waits was based on it: evidence stands for itself. */
function isLast(op: Op, ops: Op[]): boolean {
  return !ops.some((it) => it.seq > op.seq && isWaiting(it) && it.kind !== "evidence");
}

const TONES: Record<Op["state"], string> = {
  kept: "warn",
  sending: "warn",
  done: "good",
  refused: "bad",
  conflict: "bad",
  dropped: "quiet",
};

interface RowProps {
  op: Op;
  visit: LocalVisit;
  last: boolean;
}

/** What the refusal says of fields beyond its own words. */
const beyond = ({ detail, errors }: Refusal) => errors.filter((it) => it.message !== detail);

function OpRow({ op, visit, last }: RowProps) {
  return (
    <li className="card op">
      <div className="row between">
        <strong>{op.says}</strong>
        <span className={`badge ${TONES[op.state]}`}>{stateName(op)}</span>
      </div>
      <span className="muted small-text">{moment(op.at)}</span>
      {op.past?.map((words) => (
        <p key={words} className="muted small-text">
          此前：{words}
        </p>
      ))}
      {op.refusal && op.state !== "dropped" && (
        <div className="notice bad">
          <p>{op.refusal.detail}</p>
          {beyond(op.refusal).map((it) => (
            <p key={it.field}>{it.message}</p>
          ))}
          <span className="small-text">
            错误代码 <code>{op.refusal.code}</code>
          </span>
        </div>
      )}
      {op.state === "conflict" && <Both op={op} visit={visit} />}
      <Choices op={op} last={last} />
    </li>
  );
}

/** What a person can do about it. Nothing that may be at the platform can be taken back here. */
function Choices({ op, last }: { op: Op; last: boolean }) {
  const { queue, sync } = useField();
  const say = useToast();
  const [sure, setSure] = useState(false);
  const stuck = op.state === "refused" || op.state === "conflict";
  const free = isWaiting(op) && !op.sent && last;
  if (!stuck && !free) return null;
  const page = pageOf(op);
  async function act(work: Promise<void>) {
    try {
      await work;
      void sync(true);
    } catch (error) {
      say(Problem.of(error).detail, "bad");
    }
  }
  return (
    <div className="row card-buttons">
      {op.state === "conflict" && (
        <button type="button" className="button" onClick={() => void act(queue.insist(op.seq))}>
          以本机的为准，重新发送
        </button>
      )}
      {op.state === "refused" && (
        <button type="button" className="button" onClick={() => void act(queue.insist(op.seq))}>
          再发一次
        </button>
      )}
      {page && (
        <Link className="button" to={`${page}?op=${op.seq}`}>
          修改
        </Link>
      )}
      <button
        type="button"
        className={stuck ? "button danger" : "button plain"}
        onClick={() => (sure ? void act(queue.drop(op.seq)) : setSure(true))}
      >
        {sure ? "确定放弃本机的" : op.state === "conflict" ? "以平台的为准" : "撤回"}
      </button>
    </div>
  );
}
