import { word } from "@terms/terms";
import { day } from "@ui/time";
import { OrganName, RecordName, targetOf } from "../../noun/names";
import { Stepper } from "../../casework/Stepper";

/** A change of a published result. Its published name is taken by the differences of a plan. */
export interface Change {
  id: string;
  result: string;
  organ: string;
  edition: number;
  kind: string;
  before_code: string;
  before_text: string;
  code: string;
  text: string;
  reason: string;
  state: string;
  inner_approved: boolean;
  outer_approved: boolean;
  proposed_on: string;
  applied_on: string | null;
  opinion: string | null;
}

/** A change: who has agreed, and what stands before and after. */
export function ChangeOverview({ change }: { change: Change }) {
  const steps = [
    { title: "提出", note: day(change.proposed_on) },
    { title: "本部门批准", note: change.inner_approved ? "已批准" : "待批准" },
    { title: "部门以外批准", note: change.outer_approved ? "已批准" : "待批准" },
    { title: "生效并公开", note: change.applied_on ? day(change.applied_on) : undefined },
  ];
  const agreed = Number(change.inner_approved) + Number(change.outer_approved);
  const target = targetOf("result");
  return (
    <div className="stack">
      <Stepper
        label="办理进度"
        steps={steps}
        current={change.state === "applied" ? steps.length : 1 + agreed}
        broken={change.state === "refused"}
      />
      <dl className="facts card">
        <div>
          <dt>结果</dt>
          <dd>{target && <RecordName target={target} id={change.result} />}</dd>
        </div>
        <div>
          <dt>检查机关</dt>
          <dd>
            <OrganName id={change.organ} />
          </dd>
        </div>
        <div>
          <dt>状态</dt>
          <dd>{word("result_change_state", change.state)}</dd>
        </div>
        <div className="wide">
          <dt>理由（生效后公开）</dt>
          <dd>{change.reason}</dd>
        </div>
        {change.opinion && (
          <div className="wide">
            <dt>意见</dt>
            <dd>{change.opinion}</dd>
          </div>
        )}
      </dl>
      <h2>前后对照</h2>
      <BeforeAfter
        before={{ code: change.before_code, text: change.before_text }}
        after={change.kind === "withdraw" ? undefined : change}
      />
    </div>
  );
}

interface Said {
  code: string | null;
  text: string | null;
}

/** What stood there, beside what stands there now. */
export function BeforeAfter({ before, after }: { before: Said; after: Said | undefined }) {
  return (
    <div className="compare">
      <section className="card" aria-label="更正前">
        <h3>更正前</h3>
        <del className="plain-del">
          <Text {...before} />
        </del>
      </section>
      <section className="card" aria-label="更正后">
        <h3>更正后</h3>
        {after ? <Text {...after} /> : <p>撤回，不再作为检查结果。</p>}
      </section>
    </div>
  );
}

function Text({ code, text }: Said) {
  return (
    <>
      <strong>{word("result_code", code)}</strong>
      <span className="block">{text}</span>
    </>
  );
}
