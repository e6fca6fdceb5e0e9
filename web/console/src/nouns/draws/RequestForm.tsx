import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, client, request } from "@api/client";
import { Problem } from "@api/problem";
import { CheckField, SelectField, TextArea, TextField } from "@ui/fields";
import { vocabulary, word } from "@terms/terms";
import type { FormProps } from "../../noun/noun";
import { Digest } from "../../casework/Digest";
import { asDraw, type Draw } from "./draw";
import { unitName, useOrganByCode } from "./unit";

/** Codes of reasons that are no vocabulary of the protocol: any code may be used, these are. */
const REASONS: Record<string, [string, string][]> = {
  void: [
    ["FRAME-ERROR", "底册有误"],
    ["RULES-ERROR", "抽取规则有误"],
    ["FEW-REVEALS", "揭示的家数不足"],
    ["OTHER", "其他"],
  ],
  correction: [
    ["CLERICAL", "文字错误"],
    ["RESULT-ERROR", "结果有误"],
    ["OTHER", "其他"],
  ],
  recusal: [
    ["KINSHIP", "近亲属关系"],
    ["INTEREST", "直接利害关系"],
    ["OBJECTED", "当事人申请回避"],
    ["OTHER", "其他"],
  ],
};

const reasonsOf = (kind: string) =>
  kind === "replacement" ? vocabulary("replacement_reason") : (REASONS[kind] ?? []);

/** What a reason's code says. */
export function reasonName(kind: string, code: string): string {
  return reasonsOf(kind).find(([it]) => it === code)?.[1] ?? code;
}

/** Which requests fit where the draw stands. */
function kindsFor(draw: Draw): [string, string][] {
  const before = ["planned", "announced", "closed"].includes(draw.state);
  const fits: Record<string, boolean> = {
    void: before,
    correction: true,
    replacement: draw.state === "drawn" || draw.state === "matched",
    recusal: draw.state === "matched",
  };
  return vocabulary("draw_request_kind").filter(([code]) => fits[code]);
}

/** A request: which kind, and what that kind has to say. */
export function RequestForm({ row, draft, change, errors }: FormProps) {
  const draw = asDraw(row);
  const organ = useOrganByCode();
  const kind = String(draft.kind ?? "");
  const of = (name: string) => String(draft[name] ?? "");
  const set = (name: string) => (value: unknown) => change({ ...draft, [name]: value });
  const wrong = (name: string) => errors.find((it) => it.field === name)?.message;
  const field = (name: string) => ({
    value: of(name),
    change: set(name),
    wrong: wrong(name),
    required: true,
  });
  return (
    <div className="form-grid">
      <SelectField label="申请什么" choices={kindsFor(draw)} {...field("kind")} />
      {kind && <SelectField label="事由" choices={reasonsOf(kind)} {...field("reason")} />}
      {kind === "correction" && (
        <>
          <EntryField draw={draw} {...field("of")} />
          <CheckField
            label="撤销抽取结果，重新抽取"
            value={draft.annuls === true}
            change={set("annuls")}
          />
        </>
      )}
      {kind === "replacement" && (
        <>
          <SelectField
            label="抽取单元"
            choices={draw.counts.units.map((it) => [it.unit, unitName(it.unit, organ)] as const)}
            {...field("unit")}
          />
          <TextField label="检查对象的统一社会信用代码" {...field("subject")} />
          <TextField
            label="证据所证明的日期"
            type="date"
            help="冻结之前已经注销、迁出等的，证明那一天"
            {...field("evidence_day")}
          />
          <EvidenceField draw={draw} value={of("evidence")} change={set("evidence")} />
        </>
      )}
      {kind === "recusal" && (
        <>
          <TextField label="检查对象的统一社会信用代码" {...field("subject")} />
          <TextField label="检查人员的执法证号" {...field("officer")} />
        </>
      )}
      <TextArea
        label="说明"
        help={
          kind === "void" || kind === "correction" ? "向社会公开，4 至 500 个字" : "4 至 500 个字"
        }
        {...field("note")}
      />
    </div>
  );
}

interface EntryProps {
  draw: Draw;
  value: string;
  change: (value: unknown) => void;
  wrong: string | undefined;
  required: boolean;
}

/** Which step is corrected: the entries of the draw, in their order. */
function EntryField({ draw, change, ...rest }: EntryProps) {
  const { data } = useQuery({
    queryKey: ["/api/v1/public/tasks", draw.task, "draws", draw.version],
    queryFn: () =>
      answer(
        client.GET("/api/v1/public/tasks/{id}/draws", {
          params: { path: { id: draw.task } },
        }),
      ),
  });
  const entries = data?.find((it) => it.id === draw.id)?.entries ?? [];
  const choices = entries.map(
    (it, at) => [String(at + 1), `${at + 1} ${word("draw_entry", it.kind)}`] as const,
  );
  return (
    <SelectField
      label="更正哪一步"
      choices={choices}
      {...rest}
      change={(text) => change(text === "" ? 0 : Number(text))}
    />
  );
}

function EvidenceField(props: { draw: Draw; value: string; change: (value: string) => void }) {
  const { draw, value, change } = props;
  const [problem, setProblem] = useState<string>();
  const send = (file: File | undefined) => {
    if (!file) return;
    setProblem(undefined);
    request<string>("post", `/api/v1/draws/${draw.id}/evidence`, { file }).then(
      change,
      (error: unknown) => setProblem(Problem.of(error).detail),
    );
  };
  return (
    <div className="field">
      <label htmlFor="evidence-file" className="needed">
        证据文件（至多 8 MB）
      </label>
      <input id="evidence-file" type="file" onChange={(event) => send(event.target.files?.[0])} />
      {value && (
        <span className="help">
          已上传 <Digest value={value} />
        </span>
      )}
      {problem && (
        <span className="wrong" role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}
