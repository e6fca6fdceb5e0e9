import { useWho } from "../session/Gate";
import type { Details } from "../local/types";
import { CompanySign } from "./CompanySign";
import { hasSigned } from "./steps";
import { RecordReading } from "./Reading";
import { useStep, type Step } from "./useStep";
import type { Visiting } from "./useVisit";
import { VisitFrame } from "./VisitFrame";

/** The record is read, the company signs or refuses, the officer signs with his account. */
export function SignPage() {
  return (
    <VisitFrame title="阅读记录并签字">
      {(visiting) => (
        <>
          <RecordReading view={visiting.view} />
          <Next visiting={visiting} />
        </>
      )}
    </VisitFrame>
  );
}

function Next({ visiting }: { visiting: Visiting }) {
  const { view } = visiting;
  const may = (action: string) => view.allowed_actions.includes(action);
  const lacking = view.items.filter((it) => !it.checked && it.state !== "satisfied");
  if (may("finish") && lacking.length > 0) {
    return (
      <p className="notice warn">
        还有 {lacking.length} 个事项没有填写：{lacking.map((it) => it.name).join("、")}。
      </p>
    );
  }
  return (
    <>
      {(may("finish") || may("company_sign")) && <CompanySign visiting={visiting} />}
      {view.company && <CompanySaid company={view.company} />}
      <OfficersSign visiting={visiting} />
    </>
  );
}

function CompanySaid({ company }: { company: NonNullable<Details["company"]> }) {
  return (
    <section className="card" aria-label="当事人">
      <h2>当事人</h2>
      <p>
        {company.signed
          ? `${company.name} 已签字。`
          : `拒绝签字。理由：${company.reason}。见证人：${company.witness}。`}
        {company.remarks && <>意见：{company.remarks}</>}
      </p>
    </section>
  );
}

/** Two officers of each department sign, each by his own account: on his own phone, or on this
 * one after he has logged in. */
function OfficersSign({ visiting }: { visiting: Visiting }) {
  const { view, visit } = visiting;
  const { who } = useWho();
  const { finish } = useStep(visiting);
  const may = (action: string) => view.allowed_actions.includes(action);
  const begun = visit.details.state === "recorded" || visit.details.state === "signed";
  const signed = hasSigned(view, who.name);
  const sign: Step = { kind: "sign", says: "执法人员签字", body: {} };
  return (
    <section className="card stack" aria-label="执法人员签字">
      <h2>执法人员签字</h2>
      <ul className="plain-list">
        {view.team
          .filter((it) => it.present !== false)
          .map((it) => (
            <li key={it.inspector}>
              {it.name}（{it.certificate}）{it.signed ? "已签字" : "还没有签字"}
            </li>
          ))}
      </ul>
      <p className="muted small-text">
        每个部门两名执法人员各用自己的账号签字：另一名在自己的手机上打开这次检查签字，或在这台手机上“换人登录”后签字。签的是整份记录的摘要，签字以后不能再改。
      </p>
      {view.digest && (
        <p className="small-text">
          记录摘要 <code>{view.digest}</code>
        </p>
      )}
      {begun && may("sign") && !signed && (
        <div className="thumb-bar">
          <button type="button" className="button primary big" onClick={() => void finish([sign])}>
            我已阅读，签字
          </button>
        </div>
      )}
      {begun && may("reopen") && (
        <button
          type="button"
          className="button"
          onClick={() => void finish([{ kind: "reopen", says: "重新填写检查记录", body: {} }])}
        >
          重新填写
        </button>
      )}
    </section>
  );
}
