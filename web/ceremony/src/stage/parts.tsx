import type { ReactNode } from "react";
import { Qr } from "@ui/qr";
import { moment } from "@ui/time";
import { countdown, type Entry, type Part } from "../model/course";
import { ENTRIES } from "../model/words";

/** A number to be read from the back row. */
export function Figure({ label, value }: { label: string; value: ReactNode }) {
  return (
    <div className="figure">
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

export const count = (n: number) => n.toLocaleString("zh-CN");

const STATES: Record<Part["state"], [mark: string, word: string]> = {
  waiting: ["○", "等待"],
  promised: ["◑", "已交承诺"],
  shown: ["●", "已揭示"],
  sealed: ["■", "已封存"],
  absent: ["×", "未揭示"],
  received: ["●", "已签收"],
  "handed-in": ["●", "已交记录单"],
};

/** Those present and what each has done. */
export function People({ title, parts }: { title: string; parts: Part[] }) {
  if (parts.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul className="people">
        {parts.map((it) => (
          <li key={it.who.id} className={`part ${it.state}`}>
            <strong>{it.who.organ_name}</strong>
            <span>{it.who.person_name ?? "由平台办理"}</span>
            <span className="part-state">
              <span aria-hidden="true">{STATES[it.state][0]}</span> {STATES[it.state][1]}
            </span>
            {it.promise && <code>{it.promise}</code>}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** How long until a moment of the draw. */
export function Left({ label, at, left }: { label: string; at: string; left: number }) {
  return (
    <div className="left">
      <p>
        {label} {moment(at)}
      </p>
      <p className="countdown" role="timer">
        {left > 0 ? countdown(left) : "已到"}
      </p>
    </div>
  );
}

/** The signed checkpoint over an entry, to be copied or photographed on the spot. */
export function Sealed({ entry }: { entry: Entry | undefined }) {
  if (!entry) return null;
  const title = `“${ENTRIES[entry.type] ?? entry.type}”的检查点`;
  return (
    <section className="checkpoint">
      <h2>{title}</h2>
      {entry.checkpoint ? (
        <div className="scan">
          <Qr text={entry.checkpoint} says={`${title}，二维码`} size="7rem" />
          <pre>{entry.checkpoint}</pre>
        </div>
      ) : (
        <p role="status">日志第 {entry.index} 条，正在签名（通常不到一分钟）……</p>
      )}
    </section>
  );
}
