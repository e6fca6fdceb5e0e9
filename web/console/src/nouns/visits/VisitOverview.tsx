import { word } from "@terms/terms";
import { moment } from "@ui/time";
import { OrganName, RecordName, targetOf } from "../../noun/names";
import type { Row } from "../../noun/noun";
import { Facts } from "../../noun/value";
import { Digest } from "../../casework/Digest";
import { asVisit, type Member, type Visit } from "../parts/part";
import { Paperwork } from "./Paperwork";

const FACTS = [
  "subject",
  "subject_code",
  "subject_region",
  "task",
  "case_file",
  "kind",
  "organ",
  "participants",
  "batch",
  "window_from",
  "window_to",
  "opinion",
  "done_on",
  "outcome",
  "outcome_note",
];

/** How the number of a recheck begins: it names the order in place of a case. */
const RECHECK = "FC-";

const FIELD_WORK = ["arrive", "check", "add_evidence", "company_sign"];

/** A visit: whom, by whom, how far it is, who signed. */
export function VisitOverview({ row }: { row: Row }) {
  const visit = asVisit(row);
  const recheck = visit.number.startsWith(RECHECK);
  const order = targetOf("rectification");
  const atWork = FIELD_WORK.some((code) => visit.allowed_actions.includes(code));
  return (
    <div className="stack">
      {visit.urgent && <p className="notice warn">紧急情形先行检查，须事后补办审批。</p>}
      {visit.outcome_waits && (
        <p className="notice warn">
          已提出以“{word("status_outcome", visit.outcome)}
          ”结束，等第二名执法人员确认。
        </p>
      )}
      {atWork && (
        <p className="notice">
          到达、填写、取证和当事人签字在现场用手机办理：
          <a href={`/field/#/visits/${visit.id}`}>打开执法端</a>
        </p>
      )}
      {recheck && order && visit.case_file && (
        <p className="notice">
          这是责令改正的复查：
          <RecordName target={order} id={visit.case_file} />
        </p>
      )}
      <div className="card">
        <Facts
          value={recheck ? { ...visit, case_file: null } : visit}
          schema="InspectionDetails"
          only={FACTS}
        />
      </div>
      <Team team={visit.team} />
      <Signatures visit={visit} />
      <Paperwork visit={visit} />
    </div>
  );
}

function Team({ team }: { team: Member[] }) {
  return (
    <section className="stack" aria-label="检查组">
      <h2>检查组</h2>
      <div className="table-scroll" role="region" aria-label="检查组成员" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th>姓名</th>
              <th>执法证号</th>
              <th>部门</th>
              <th>到场</th>
              <th>签字</th>
            </tr>
          </thead>
          <tbody>
            {team.map((it) => (
              <tr key={it.inspector}>
                <td>
                  {it.name}
                  {it.leads && <span className="badge">组长</span>}
                </td>
                <td>{it.certificate}</td>
                <td>
                  <OrganName id={it.organ} />
                </td>
                <td>{it.present === null ? "—" : it.present ? "到场" : "未到场"}</td>
                <td>{it.signed ? "已签字" : "未签字"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function CompanySign({ sign }: { sign: NonNullable<Visit["company"]> }) {
  const { signed, name, at, reason, witness, remarks } = sign;
  return (
    <>
      {signed && `${name} 于 ${moment(at)} 签字`}
      {!signed && `拒绝签字（${moment(at)}）：${reason}；见证人 ${witness}`}
      {remarks && `。意见：${remarks}`}
    </>
  );
}

function Signatures({ visit }: { visit: Visit }) {
  const { company, digest, intact, arrival } = visit;
  if (!arrival && !digest) return null;
  return (
    <section className="card stack" aria-label="现场和签字">
      <h2>现场和签字</h2>
      <dl className="facts">
        {arrival && (
          <div>
            <dt>到达和亮证</dt>
            <dd>
              {moment(arrival.at)}，{arrival.place}
              {arrival.company && `，当事人一方在场：${arrival.company}`}
            </dd>
          </div>
        )}
        {digest && (
          <div>
            <dt>检查记录的摘要（签的就是它）</dt>
            <dd>
              <Digest value={digest} name="摘要" />
            </dd>
          </div>
        )}
        {typeof intact === "boolean" && (
          <div>
            <dt>记录与摘要</dt>
            <dd>
              <span className={`badge ${intact ? "good" : "bad"}`}>
                {intact ? "一致，没有改动过" : "不一致，请立即报告"}
              </span>
            </dd>
          </div>
        )}
        {company && (
          <div className="wide">
            <dt>当事人</dt>
            <dd>
              <CompanySign sign={company} />
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}
