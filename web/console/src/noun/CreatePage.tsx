import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { request } from "@api/client";
import { fieldsOf, operation } from "@api/described";
import { Failed } from "@ui/states";
import { useToast } from "@ui/toast";
import { cleaned } from "../form/clean";
import { useDraft } from "../form/draft";
import { FormFrame } from "../form/FormFrame";
import { SchemaForm } from "../form/SchemaForm";
import { useSubmit } from "../form/useSubmit";
import { paths } from "../paths";
import { useSession } from "../session/session";
import { named } from "./named";
import type { Noun, Row } from "./noun";

/** A new record: the form of its operation, kept as a draft while it is typed. */
export function NounCreatePage({ noun }: { noun: Noun }) {
  const create = noun.create;
  const path = create?.path ?? noun.path;
  const schema = operation("post", path)?.body;
  const navigate = useNavigate();
  const cache = useQueryClient();
  const say = useToast();
  const session = useSession();
  const [params] = useSearchParams();
  const given = named(params);
  const initial = {
    ...("organ" in fieldsOf(schema) ? { organ: session.organ } : {}),
    ...create?.initial,
    ...given,
  };
  const draft = useDraft(`${noun.slug}:new${params.size ? `?${params}` : ""}`, initial, schema);
  const send = (key: string) =>
    request<Row>("post", path, { body: cleaned(schema, draft.draft), key });
  const [said, setSaid] = useState<Row>();
  const shown = (made: Row) =>
    create?.to?.(made) ?? (noun.view ? paths.show(noun.slug, made.id) : paths.list(noun.slug));
  const { submit, problem, busy } = useSubmit(send, (made) => {
    draft.forget();
    void cache.invalidateQueries({ queryKey: [noun.path] });
    if (create?.after?.(made)) return setSaid(made);
    say(`已${create?.title}`);
    void navigate(shown(made));
  });
  if (!create || !schema) return <Failed error={new Error("这里不能新建")} />;
  return (
    <div className="stack">
      <nav aria-label="位置" className="muted">
        <Link to={paths.list(noun.slug)}>{noun.title}</Link> › {create.title}
      </nav>
      <h1>{create.title}</h1>
      {create.note && <p className="notice">{create.note}</p>}
      {said && (
        <div className="card stack">
          {create.after?.(said)}
          <Link className="button primary" to={shown(said)}>
            完成
          </Link>
        </div>
      )}
      <div className="card" hidden={said !== undefined}>
        <FormFrame
          {...{ submit, problem, busy }}
          label="保存"
          restored={draft.restored}
          forget={draft.forget}
        >
          {create.form?.({
            draft: draft.draft,
            change: draft.change,
            errors: problem?.errors ?? [],
          }) ?? (
            <SchemaForm
              schema={schema}
              draft={draft.draft}
              change={draft.change}
              errors={problem?.errors ?? []}
              hide={create.hide}
            />
          )}
        </FormFrame>
      </div>
    </div>
  );
}
