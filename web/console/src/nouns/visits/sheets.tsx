import { Link } from "react-router";
import { Empty } from "@ui/states";
import { moment } from "@ui/time";
import { word } from "@terms/terms";
import { ActButton } from "../../noun/ActButton";
import { OrganName, RecordName, targetOf } from "../../noun/names";
import { allows, posting, type Noun, type Row } from "../../noun/noun";
import { StateBadge } from "../../noun/StateBadge";
import { paths } from "../../paths";
import { EvidenceList } from "../../casework/Evidence";
import { Found } from "../parts/EnterForm";
import { asVisit, type Checked, type VisitItem } from "../parts/part";

/** The items with what was found at each point. */
export function ItemsSheet({ row }: { row: Row }) {
  const visit = asVisit(row);
  if (visit.items.length === 0) return <Empty title="没有事项" />;
  return (
    <div className="stack">
      {visit.items.map((item) => (
        <section key={item.id} className="card stack" aria-label={item.name}>
          <div className="page-head">
            <h2>
              {item.name} <span className="muted">{item.code}</span>
            </h2>
            <StateBadge name={word("inspection_item_state", item.state)} />
          </div>
          <p className="muted">
            <OrganName id={item.organ} />
            {item.checked && `　核查方式：${methodsOf(item.checked)}`}
          </p>
          {item.checked ? <Found item={item} /> : <Points item={item} />}
          {item.checked?.commissions.map((it) => (
            <p key={it.report_no}>
              采纳专业机构报告 {it.report_no}：{it.conclusion}
            </p>
          ))}
          <Recognised item={item} />
        </section>
      ))}
    </div>
  );
}

const methodsOf = (checked: Checked) =>
  checked.methods.map((code) => word("check_method", code)).join("、");

function Points({ item }: { item: VisitItem }) {
  return (
    <ul>
      {item.points.map((it) => (
        <li key={it.point}>
          {it.point}
          {it.standard && <span className="muted">　依据：{it.standard}</span>}
        </li>
      ))}
    </ul>
  );
}

const RECOGNITION = "/api/v1/inspection-items/{id}/recognition";
const PROPOSE = posting("recognise", RECOGNITION, { label: "提出结果互认" });
const DECIDE = posting("decide", `${RECOGNITION}/decide`, { label: "决定结果互认" });

const itemNoun: Noun = {
  slug: "inspection-items",
  title: "检查事项",
  group: "",
  path: "/api/v1/inspection-items",
  permission: "inspection.read",
  name: (row) => String(row.name),
  columns: [],
};

/** What stands for an item in place of a check: proposed by one, decided by another. */
function Recognised({ item }: { item: VisitItem }) {
  const target = targetOf("result");
  const offered = allows(item, "recognise")
    ? PROPOSE
    : allows(item, "decide_recognition")
      ? DECIDE
      : undefined;
  return (
    <div className="row">
      {item.result && target && (
        <span>
          互认：
          <RecordName target={target} id={item.result} />
        </span>
      )}
      {offered && (
        <ActButton noun={itemNoun} row={item as unknown as Row} bound={offered} tone="small" />
      )}
    </div>
  );
}

export function EvidenceSheet({ row }: { row: Row }) {
  const visit = asVisit(row);
  const names = new Map(visit.items.map((it) => [it.code, it.name]));
  return <EvidenceList items={visit.evidence} names={names} />;
}

/** What was added after the signatures; the record itself stays as it was. */
export function NotesSheet({ row }: { row: Row }) {
  const visit = asVisit(row);
  if (visit.notes.length === 0) return <Empty title="没有补正" />;
  return (
    <ul className="plain-list">
      {visit.notes.map((it) => (
        <li key={it.at} className="card">
          {it.text}
          <div className="muted">{moment(it.at)}</div>
        </li>
      ))}
    </ul>
  );
}

export function PartsSheet({ row }: { row: Row }) {
  const visit = asVisit(row);
  return (
    <ul className="plain-list">
      {visit.parts.map((it) => (
        <li key={it.id} className="card row">
          <Link to={paths.show("inspection-parts", it.id)}>{it.organ_name}</Link>
          <StateBadge name={it.state_name} />
        </li>
      ))}
    </ul>
  );
}
