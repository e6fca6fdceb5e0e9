import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearchParams } from "react-router";
import { request } from "@api/client";
import { operation } from "@api/described";
import { Failed } from "@ui/states";
import { useToast } from "@ui/toast";
import { useDraft } from "../form/draft";
import { FormFrame } from "../form/FormFrame";
import { SchemaForm } from "../form/SchemaForm";
import { useSubmit } from "../form/useSubmit";
import { paths } from "../paths";
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
    const [params] = useSearchParams();
    const given = named(params);
    const draft = useDraft(`${noun.slug}:new${params.size ? `?${params}` : ""}`, {
        ...create?.initial,
        ...given,
    });
    const send = (key: string) => request<Row>("post", path, { body: draft.draft, key });
    const { submit, problem, busy } = useSubmit(send, (made) => {
        draft.forget();
        void cache.invalidateQueries({ queryKey: [noun.path] });
        say(`已建立：${noun.name(made)}`);
        void navigate(noun.view ? paths.show(noun.slug, made.id) : paths.list(noun.slug));
    });
    if (!create || !schema) return <Failed error={new Error("这里不能新建")} />;
    return (
        <div className="stack">
            <nav aria-label="位置" className="muted">
                <Link to={paths.list(noun.slug)}>{noun.title}</Link> › {create.title}
            </nav>
            <h1>{create.title}</h1>
            {create.note && <p className="notice">{create.note}</p>}
            <div className="card">
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
