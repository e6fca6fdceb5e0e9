import type { ReactNode } from "react";
import { Empty } from "@ui/states";
import { day } from "@ui/time";
import type { Brief } from "../local/types";
import { VisitFrame } from "./VisitFrame";

/** What every department has on record, before one stands at the door. */
export function BriefPage() {
  return (
    <VisitFrame title="检查前了解">
      {({ visit: { brief } }) =>
        brief ? (
          <>
            <Register brief={brief} />
            <Results brief={brief} />
            <Rectifications brief={brief} />
            <Restrictions brief={brief} />
          </>
        ) : (
          <Empty title="还没有取到">联网后在“我的检查”点“更新”。</Empty>
        )
      }
    </VisitFrame>
  );
}

function Register({ brief: { subject } }: { brief: Brief }) {
  if (!subject) return null;
  const { details } = subject;
  const facts: [string, string | null | undefined][] = [
    ["种类", subject.kind_name],
    ["登记状态", subject.status_name],
    ["经营范围", details?.business_scope],
    ["信用风险分类（内部）", details?.risk_class],
    ["最近检查", details?.last_inspected && day(details.last_inspected)],
    ["在办案件", details?.pending_case ? "有" : ""],
    ["包容审慎期", details?.trial ? "是" : ""],
  ];
  return (
    <Block title="登记情况" none={false}>
      <dl className="facts one">
        {facts
          .filter(([, text]) => text)
          .map(([label, text]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{text}</dd>
            </div>
          ))}
      </dl>
    </Block>
  );
}

function Results({ brief: { results } }: { brief: Brief }) {
  return (
    <Block title="各部门历次检查结果" none={results.length === 0}>
      <ul className="plain-list ruled">
        {results.map((it) => (
          <li key={it.id}>
            <strong>{it.item_name}</strong>{" "}
            <span className={it.code === "1" ? "badge good" : "badge warn"}>
              {it.code_name ?? "已撤回"}
            </span>
            <br />
            <span className="muted small-text">
              {it.organ_name}　{day(it.inspected_on)}
              {it.text && <>　{it.text}</>}
            </span>
          </li>
        ))}
      </ul>
    </Block>
  );
}

function Rectifications({ brief: { rectifications } }: { brief: Brief }) {
  return (
    <Block title="责令改正" none={rectifications.length === 0}>
      <ul className="plain-list ruled">
        {rectifications.map((it) => (
          <li key={it.id}>
            <strong>{it.document}</strong>{" "}
            <span className={it.overdue ? "badge bad" : "badge"}>
              {it.overdue ? "逾期" : it.state_name}
            </span>
            <br />
            <span className="muted small-text">
              {day(it.ordered_on)}责令，期限{day(it.due)}　{String(it.demands)}
            </span>
          </li>
        ))}
      </ul>
    </Block>
  );
}

function Restrictions({ brief: { restricted } }: { brief: Brief }) {
  const found = restricted?.restrictions ?? [];
  return (
    <Block title="失信限制" none={found.length === 0}>
      <ul className="plain-list ruled">
        {found.map((it) => (
          <li key={it.id}>
            <strong>{it.kind_name}</strong>
            <br />
            <span className="muted small-text">
              {it.organ_name}　{it.reason}
            </span>
          </li>
        ))}
      </ul>
    </Block>
  );
}

function Block(props: { title: string; none: boolean; children: ReactNode }) {
  return (
    <section className="card" aria-label={props.title}>
      <h2>{props.title}</h2>
      {props.none ? <p className="muted">没有记录。</p> : props.children}
    </section>
  );
}
