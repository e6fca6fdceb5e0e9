import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { request, type Page } from "@api/client";
import { Empty, Failed } from "@ui/states";
import { word } from "@terms/terms";
import { OrganName, RecordName, targetOf } from "../../noun/names";
import { allows, type Row } from "../../noun/noun";
import { paths } from "../../paths";
import { Deadline } from "../../casework/Deadline";
import { Stepper } from "../../casework/Stepper";
import { Found, useVisit } from "./EnterForm";
import { asPart, type Part, type VisitItem } from "./part";
import { PROBLEMS } from "./proposal";

const STATES = ["waiting", "ready", "entered", "passed", "published"];
const TITLES = ["检查", "录入", "审核", "公示"];

/** Where a part stands, and how long it may still take. */
export function PartHead({ row }: { row: Row }) {
  const part = asPart(row);
  const at = STATES.indexOf(part.state);
  const notes = ["检查组", "到场的执法人员", "没有参加检查的人", "第三人"];
  return (
    <>
      <Stepper
        label="办理进度"
        steps={TITLES.map((title, index) => ({ title, note: notes[index] }))}
        current={at < 0 ? 0 : at}
        broken={at < 0}
      />
      {part.done_on && (
        <div className="card row">
          <strong>公示期限</strong>
          <Deadline
            due={part.due_on}
            from={part.done_on}
            done={part.published_on}
            overdue={part.late}
            unknown={part.due_problem}
          />
        </div>
      )}
    </>
  );
}

/** The part: which visit it belongs to, what was found, what was entered. */
export function PartOverview({ row }: { row: Row }) {
  const part = asPart(row);
  const visit = useVisit(part.inspection);
  const items = visit.data?.items.filter((it) => it.organ === part.organ) ?? [];
  const inspection = targetOf("inspection");
  const task = targetOf("task");
  return (
    <div className="stack">
      <dl className="facts card">
        <Fact name="检查对象">
          {visit.data ? (
            <Link to={paths.show("subjects", visit.data.subject)}>{part.subject_name}</Link>
          ) : (
            part.subject_name
          )}
        </Fact>
        <Fact name="检查机关">
          <OrganName id={part.organ} />
        </Fact>
        <Fact name="检查">
          {inspection && <RecordName target={inspection} id={part.inspection} />}
        </Fact>
        <Fact name="任务">
          {part.task && task ? <RecordName target={task} id={part.task} /> : "个案检查"}
        </Fact>
        <Fact name="检查结束">{part.done_on ?? "还没有结束"}</Fact>
        <Fact name="公示日期">{part.published_on ?? "还没有公示"}</Fact>
        {part.opinion && <Fact name="审核意见">{part.opinion}</Fact>}
      </dl>
      {visit.error && <Failed error={visit.error} />}
      <Results part={part} items={items} />
      <Follow part={part} subject={visit.data?.subject} />
    </div>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Results({ part, items }: { part: Part; items: VisitItem[] }) {
  if (items.length === 0) return null;
  return (
    <div className="table-scroll" role="region" aria-label="各事项的结果" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th>抽查事项</th>
            <th>现场情况</th>
            <th>录入的结果</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => {
            const entry = part.entry.find((it) => it.item === item.code);
            return (
              <tr key={item.id}>
                <td>
                  {item.name}
                  <div className="muted">{item.code}</div>
                </td>
                <td>
                  <Found item={item} />
                </td>
                <td>{entry ? <Entered {...entry} /> : <NotEntered item={item} />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Entered({ code, text }: { code: string; text: string }) {
  return (
    <>
      <span className={`badge wrap ${PROBLEMS.has(code) ? "bad" : "good"}`}>
        {code} {word("result_code", code)}
      </span>
      <div>{text}</div>
    </>
  );
}

function NotEntered({ item }: { item: VisitItem }) {
  if (item.state !== "satisfied") return <span className="muted">还没有录入</span>;
  const target = targetOf("result");
  return (
    <>
      <span className="badge quiet">以其他部门的结果互认</span>{" "}
      {item.result && target && <RecordName target={target} id={item.result} />}
    </>
  );
}

interface Wrong {
  slug: string;
  title: string;
  code: string;
}

const FOLLOWING: Wrong[] = [
  { slug: "rectifications", title: "责令改正", code: "rectify" },
  { slug: "penalties", title: "申请立案", code: "penalise" },
  { slug: "referrals", title: "抄告或移送", code: "refer" },
  { slug: "restrictions", title: "提出列入名单", code: "restrict" },
];

/** What may follow a result with a problem: forms that know where it comes from. */
function Follow({ part, subject }: { part: Part; subject: string | undefined }) {
  const shown = FOLLOWING.filter((it) => allows(part, it.code));
  if (!subject || shown.length === 0) return null;
  const query = `organ=${part.organ}&cause.inspection=${part.inspection}`;
  return (
    <section className="card row" aria-label="后续处置">
      <strong>发现了问题，接着办理：</strong>
      {shown.map((it) => (
        <Link key={it.slug} className="button" to={`${paths.create(it.slug)}?${query}`}>
          {it.title}
        </Link>
      ))}
    </section>
  );
}

/** Objections about a part. */
export function PartObjections({ row }: { row: Row }) {
  const found = useQuery({
    queryKey: ["/api/v1/objections", "of", row.id],
    queryFn: () => request<Page<Row>>("get", "/api/v1/objections", { query: { part: row.id } }),
  });
  if (found.error) return <Failed error={found.error} />;
  return (
    <div className="stack">
      {allows(row, "object") && (
        <div>
          <Link className="button" to={`${paths.create("objections")}?part=${row.id}`}>
            登记书面异议
          </Link>
        </div>
      )}
      {found.data?.items.length === 0 && <Empty title="没有异议" />}
      <ul className="plain-list">
        {found.data?.items.map((it) => (
          <li key={it.id} className="card">
            <Link to={paths.show("objections", it.id)}>{String(it.text)}</Link>
            <div className="muted">
              {String(it.lodged_on)}　{word("objection_state", it.state)}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
