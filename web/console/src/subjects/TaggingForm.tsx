import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request, type Schema } from "@api/client";
import { TextArea, TextField } from "@ui/fields";
import { useToast } from "@ui/toast";
import { cleaned } from "../form/clean";
import { useDraft, type Draft } from "../form/draft";
import { FormFrame } from "../form/FormFrame";
import { SchemaForm } from "../form/SchemaForm";
import { useSubmit } from "../form/useSubmit";
import type { Row } from "../noun/noun";

type Tagged = Schema<"BulkTagged">;

/** What is done with a tag. */
export type Way = "attach" | "detach";

export const WAYS: Record<Way, string> = { attach: "加标签", detach: "取消标签" };

const text = (value: unknown) => (typeof value === "string" ? value : "");

/** Subjects by conditions or by their codes, a first day, a reason: tried, then written as tried. */
export function TaggingForm({ tag, way }: { tag: Row; way: Way }) {
  const say = useToast();
  const cache = useQueryClient();
  const draft = useDraft(`tags:${tag.id}:${way}`, { filter: {} });
  const [tried, setTried] = useState<Tagged>();
  const path = `/api/v1/tags/${tag.id}/${way}`;
  const send = (key: string) => {
    const typed = { ...draft.draft, dry_run: !tried, expected: tried?.changed ?? null };
    return request<Tagged>("post", path, { key, body: cleaned("BulkTagging", typed) });
  };
  const { submit, problem, busy } = useSubmit(send, (answer) => {
    if (answer.dry_run) return setTried(answer);
    setTried(undefined);
    draft.forget();
    say(`已${WAYS[way]}：${answer.changed} 户`);
    void cache.invalidateQueries();
  });
  const set = (part: Draft) => {
    setTried(undefined);
    draft.change({ ...draft.draft, ...part });
  };
  return (
    <FormFrame
      {...{ submit, problem, busy }}
      label={tried ? `写入 ${tried.changed} 户` : "试算"}
      restored={draft.restored}
      forget={draft.forget}
    >
      <Which draft={draft.draft} set={set} errors={problem?.errors ?? []} />
      <div className="form-grid">
        <TextField
          label={way === "attach" ? "自哪天起有这个标签" : "自哪天起没有这个标签"}
          help="不写为今天"
          type="date"
          value={text(draft.draft.from)}
          change={(from) => set({ from: from || null })}
          wrong={problem?.about("from")}
        />
        {way === "attach" && (
          <TextField
            label="到哪天止"
            help="不写为标签本身的期限"
            type="date"
            value={text(draft.draft.valid_to)}
            change={(day) => set({ valid_to: day || null })}
            wrong={problem?.about("valid_to")}
          />
        )}
      </div>
      <TextArea
        label="理由"
        value={text(draft.draft.reason)}
        change={(reason) => set({ reason })}
        required
        wrong={problem?.about("reason")}
      />
      {tried && <Tried tried={tried} />}
    </FormFrame>
  );
}

interface WhichProps {
  draft: Draft;
  set: (part: Draft) => void;
  errors: Parameters<typeof SchemaForm>[0]["errors"];
}

function Which({ draft, set, errors }: WhichProps) {
  const listed = draft.filter === null;
  const codes = (draft.codes ?? []) as string[];
  return (
    <fieldset className="fieldset stack">
      <legend>哪些检查对象</legend>
      <div className="row">
        <label className="choice">
          <input
            type="radio"
            name="tagging-which"
            checked={!listed}
            onChange={() => set({ filter: {}, codes: [] })}
          />
          按条件
        </label>
        <label className="choice">
          <input
            type="radio"
            name="tagging-which"
            checked={listed}
            onChange={() => set({ filter: null })}
          />
          逐个列出代码
        </label>
      </div>
      {listed ? (
        <TextArea
          label="统一社会信用代码"
          help="一行一个，至多 5,000 个"
          value={codes.join("\n")}
          change={(typed) => set({ codes: typed.split(/[\s，,；;]+/u) })}
        />
      ) : (
        <SchemaForm
          schema="SubjectQuery"
          draft={(draft.filter ?? {}) as Draft}
          change={(filter) => set({ filter })}
          errors={errors}
          prefix="filter."
          hide={["on", "known", "delisted"]}
        />
      )}
    </fieldset>
  );
}

function Tried({ tried }: { tried: Tagged }) {
  return (
    <div className="notice" role="status">
      <p>
        选出 {tried.matched} 户：将写入 <strong>{tried.changed}</strong> 户，本来就是这样的{" "}
        {tried.unchanged} 户，不属本部门或不在标签范围内的 {tried.refused} 户。
      </p>
      {tried.unknown.length > 0 && <p>名录中没有：{tried.unknown.join("、")}</p>}
    </div>
  );
}
