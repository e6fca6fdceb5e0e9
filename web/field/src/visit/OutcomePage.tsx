import { Link } from "react-router";
import { TextArea, SelectField } from "@ui/fields";
import { paths } from "../paths";
import { STATUSES, STATUS_WORDINGS } from "./codes";
import { DraftForm, type FormProps } from "./DraftForm";
import { useStep } from "./useStep";
import type { Visiting } from "./useVisit";
import { VisitFrame } from "./VisitFrame";

interface Draft {
  outcome: string;
  note: string;
}

/** 以状态结束: one officer says why there was nothing to inspect, another confirms it. */
export function OutcomePage() {
  return (
    <VisitFrame title="查无下落、已停业等">
      {(visiting) =>
        visiting.view.outcome_waits ? (
          <Decide visiting={visiting} />
        ) : (
          <Propose visiting={visiting} />
        )
      }
    </VisitFrame>
  );
}

function Propose({ visiting }: { visiting: Visiting }) {
  const { view } = visiting;
  if (!view.allowed_actions.includes("outcome")) {
    return <p>{view.outcome_note ?? "这次检查现在不能以状态结束。"}</p>;
  }
  return (
    <>
      <p className="notice">
        以状态结束的检查不会换成别的企业，它留在各项统计里。须有证据，并由第二名执法人员确认。
      </p>
      {view.evidence.length === 0 && (
        <p className="notice warn">
          还没有证据。请先
          <Link to={paths.step(view.id, "evidence")}>拍照或上传查询结果</Link>。
        </p>
      )}
      <DraftForm<Draft>
        visiting={visiting}
        kind="outcome"
        press="提出以状态结束"
        initial={{ outcome: "", note: "" }}
        from={(body) => body as unknown as Draft}
        check={({ note }) =>
          note.trim().length < 4 ? "请写明核实的情况，4 至 500 个字。" : undefined
        }
        step={(draft) => ({
          kind: "outcome",
          says: `以状态结束：${STATUSES.find(([it]) => it === draft.outcome)?.[1] ?? ""}`,
          body: { ...draft, note: draft.note.trim() },
        })}
        Fields={Fields}
      />
    </>
  );
}

function Fields({ draft, change, about }: FormProps<Draft>) {
  return (
    <>
      <SelectField
        label="状态"
        value={draft.outcome}
        change={(outcome) => change({ ...draft, outcome })}
        choices={STATUSES}
        required
        wrong={about("outcome")}
      />
      <TextArea
        label="核实的情况"
        value={draft.note}
        change={(note) => change({ ...draft, note })}
        required
        wrong={about("note")}
      />
      <div className="row" role="group" aria-label="常用说法">
        {(STATUS_WORDINGS[draft.outcome] ?? []).map((words) => (
          <button
            key={words}
            type="button"
            className="button small"
            onClick={() => change({ ...draft, note: draft.note + words })}
          >
            {words}
          </button>
        ))}
      </div>
    </>
  );
}

function Decide({ visiting }: { visiting: Visiting }) {
  const { view } = visiting;
  const { finish } = useStep(visiting);
  const decide = (agree: boolean) =>
    void finish([
      {
        kind: "decide_outcome",
        says: agree ? "确认以状态结束" : "不同意以状态结束",
        body: { agree },
      },
    ]);
  return (
    <section className="card stack" aria-label="确认">
      <p>已有一名执法人员提出：{view.outcome_note}</p>
      {view.allowed_actions.includes("decide_outcome") ? (
        <>
          <p>请核对证据以后决定。提出的人自己不能确认。</p>
          <div className="thumb-bar row">
            <button type="button" className="button primary big" onClick={() => decide(true)}>
              确认
            </button>
            <button type="button" className="button big" onClick={() => decide(false)}>
              不同意
            </button>
          </div>
        </>
      ) : (
        <p className="muted">平台收到以后，由第二名执法人员确认。</p>
      )}
    </section>
  );
}
