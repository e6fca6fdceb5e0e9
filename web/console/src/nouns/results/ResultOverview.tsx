import type { Schema } from "@api/client";
import { day } from "@ui/time";
import { ActButton } from "../../noun/ActButton";
import { allows, posting, type Noun, type Row } from "../../noun/noun";
import { Facts } from "../../noun/value";
import { BeforeAfter } from "./Change";

type Result = Schema<"ResultPage">;

const FACTS = [
  "code_name",
  "text",
  "subject_name",
  "subject_code",
  "item_name",
  "item_code",
  "organ_name",
  "task_name",
  "task_number",
  "certificates",
  "inspected_on",
  "due_on",
  "published_on",
  "late",
  "edition",
];

interface Props {
  row: Row;
  noun: Noun;
}

/** A published result with its history, and the way to have it corrected. */
export function ResultOverview({ row, noun }: Props) {
  const result = row as unknown as Result;
  return (
    <div className="stack">
      {result.objection_open && (
        <p className="notice warn">有一件异议还没有决定；决定之前，结果照原样公开。</p>
      )}
      <ProposeChange row={row} noun={noun} />
      <div className="card">
        <Facts value={result} schema="ResultView" only={FACTS} />
      </div>
      {result.history.map((it) => (
        <section key={it.edition} className="stack" aria-label={`第 ${it.edition} 版`}>
          <h2>
            第 {it.edition} 版：{it.kind_name}
            {it.applied_on && `，${day(it.applied_on)}生效`}
          </h2>
          <p>理由：{it.reason}</p>
          <BeforeAfter
            before={{
              code: it.before_code ?? null,
              text: it.before_text ?? null,
            }}
            after={
              it.kind === "withdraw" ? undefined : { code: it.code ?? null, text: it.text ?? null }
            }
          />
        </section>
      ))}
    </div>
  );
}

const PROPOSE = posting("propose", "/api/v1/results/{id}/changes", {
  label: "提出更正或撤回",
  initial: (row) => ({
    kind: "correct",
    edition: row.edition,
    code: row.code,
    text: row.text,
  }),
  hide: ["edition"],
  note: "须本部门和部门以外各一人批准才生效；更正前后的内容都公开。撤回的，不改结果和文字。",
});

function ProposeChange({ row, noun }: Props) {
  if (!PROPOSE || !allows(row, "propose_change")) return null;
  return (
    <div>
      <ActButton noun={noun} row={row} bound={PROPOSE} />
    </div>
  );
}
