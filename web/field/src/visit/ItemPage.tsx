import { useParams, useSearchParams } from "react-router";
import { TextArea } from "@ui/fields";
import type { Details } from "../local/types";
import { Checks } from "./Checks";
import { METHOD_HINTS, METHODS } from "./codes";
import { Commissions } from "./Commissions";
import { DraftForm, type FormProps } from "./DraftForm";
import { begin, lacking, pointsOf, type Checklist } from "./checklist";
import { ItemReading } from "./Reading";
import { PointFields } from "./PointFields";
import { VisitFrame } from "./VisitFrame";

type Item = Details["items"][number];

/** The checklist of one item. */
export function ItemPage() {
  const { code = "" } = useParams();
  const correcting = useSearchParams()[0].has("op");
  return (
    <VisitFrame title="检查记录">
      {(visiting) => {
        const item = visiting.view.items.find((it) => it.code === code);
        if (!item) return <p>这次检查没有这个事项。</p>;
        const open = correcting || visiting.view.allowed_actions.includes("check");
        if (!open || item.state === "satisfied") {
          return (
            <div className="card">
              <ItemReading item={item} />
              {!item.checked && <p>记录到达以后才能填写。</p>}
            </div>
          );
        }
        return (
          <DraftForm<Checklist>
            visiting={visiting}
            kind="check"
            name={`check:${code}`}
            press="保存这个事项"
            initial={begin(item, visiting.view.notice?.method)}
            from={(body) => (body.items as Checklist[])[0] ?? begin(item)}
            check={(draft) => lacking(draft)}
            step={(draft) => ({
              kind: "check",
              says: `检查记录：${item.name}`,
              body: { items: [tidy(draft)] },
            })}
            Fields={(props) => <Fields {...props} item={item} />}
          />
        );
      }}
    </VisitFrame>
  );
}

/** What belongs to an answer that is no longer given is left out. */
function tidy(draft: Checklist): Checklist {
  const failed = draft.answers.some((it) => it.outcome === "fail");
  return {
    ...draft,
    note: failed ? draft.note : "",
    commissions: draft.methods.includes("commissioned") ? draft.commissions : [],
  };
}

function Fields({ draft, change, item }: FormProps<Checklist> & { item: Item }) {
  const set = (part: Partial<Checklist>) => change({ ...draft, ...part });
  const failed = draft.answers.some((it) => it.outcome === "fail");
  const points = pointsOf(item);
  return (
    <>
      <h2>{item.name}</h2>
      <Checks
        legend="核查方式"
        choices={METHODS}
        value={draft.methods}
        change={(methods) => set({ methods })}
        hints={METHOD_HINTS}
      />
      {draft.methods.includes("commissioned") && (
        <Commissions value={draft.commissions} change={(commissions) => set({ commissions })} />
      )}
      <button
        type="button"
        className="button"
        onClick={() => set({ answers: draft.answers.map((it) => ({ ...it, outcome: "pass" })) })}
      >
        全部合格
      </button>
      {draft.answers.map((answer, at) => (
        <PointFields
          key={answer.point}
          number={at + 1}
          standard={points[at]?.standard ?? ""}
          answer={answer}
          change={(next) => set({ answers: draft.answers.map((it, i) => (i === at ? next : it)) })}
        />
      ))}
      {failed && (
        <TextArea
          label="发现问题情况"
          help="写入检查结果，会公示；不写个人信息"
          value={draft.note}
          change={(note) => set({ note })}
        />
      )}
    </>
  );
}
