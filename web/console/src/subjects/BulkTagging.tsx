import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request, type Schema } from "@api/client";
import { useToast } from "@ui/toast";
import { cleaned } from "../form/clean";
import { useDraft } from "../form/draft";
import { FormFrame } from "../form/FormFrame";
import { SchemaForm } from "../form/SchemaForm";
import { useSubmit } from "../form/useSubmit";
import type { Row } from "../noun/noun";

type Tagged = Schema<"BulkTagged">;
type Way = "attach" | "detach";

const WAYS: Record<Way, string> = { attach: "加标签", detach: "取消标签" };

/** Puts a tag on many subjects or takes it off: first tried, then written as tried. */
export function BulkTagging({ tag }: { tag: Row }) {
  const ways = (["attach", "detach"] as const).filter((way) => tag.allowed_actions?.includes(way));
  const [way, setWay] = useState<Way>(ways[0] ?? "attach");
  if (ways.length === 0) return <p className="card">这个标签由其他部门维护，您不能批量使用。</p>;
  return (
    <div className="card stack">
      <div className="row" role="group" aria-label="做什么">
        {ways.map((it) => (
          <button
            key={it}
            type="button"
            className="button"
            aria-pressed={it === way}
            onClick={() => setWay(it)}
          >
            {WAYS[it]}
          </button>
        ))}
      </div>
      <TaggingForm key={way} tag={tag} way={way} />
    </div>
  );
}

function TaggingForm({ tag, way }: { tag: Row; way: Way }) {
  const say = useToast();
  const cache = useQueryClient();
  const draft = useDraft(`tags:${tag.id}:${way}`, {});
  const [tried, setTried] = useState<Tagged>();
  const path = `/api/v1/tags/${tag.id}/${way}`;
  const send = (key: string) => {
    const typed = { ...draft.draft, dry_run: !tried, expected: tried?.changed ?? null };
    const body = cleaned("BulkTagging", typed);
    return request<Tagged>("post", path, { key, body });
  };
  const { submit, problem, busy } = useSubmit(send, (answer) => {
    if (answer.dry_run) return setTried(answer);
    setTried(undefined);
    draft.forget();
    say(`已${WAYS[way]}：${answer.changed} 户`);
    void cache.invalidateQueries();
  });
  return (
    <FormFrame
      {...{ submit, problem, busy }}
      label={tried ? `写入 ${tried.changed} 户` : "试算"}
      restored={draft.restored}
      forget={draft.forget}
    >
      <p className="muted">用条件选出检查对象，或者逐个列出代码，二者取一。先试算，再写入。</p>
      <SchemaForm
        schema="BulkTagging"
        draft={draft.draft}
        change={(next) => {
          setTried(undefined);
          draft.change(next);
        }}
        errors={problem?.errors ?? []}
        hide={["dry_run", "expected", ...(way === "detach" ? ["valid_to"] : [])]}
      />
      {tried && <Tried tried={tried} />}
    </FormFrame>
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
