import { useState } from "react";
import { Link } from "react-router";
import { request, type Schema } from "@api/client";
import { Empty } from "@ui/states";
import { useDraft } from "../form/draft";
import { FormFrame } from "../form/FormFrame";
import { SchemaForm } from "../form/SchemaForm";
import { useSubmit } from "../form/useSubmit";
import { Facts } from "../noun/value";
import { paths } from "../paths";
import { useSession } from "../session/session";

type Result = Schema<"ScopeTestResult">;

/** What the rules make of a business scope: which departments and items it falls to. */
export function ScopeRuleTest() {
  const region = useSession().grants[0]?.region ?? "";
  const draft = useDraft("scope-rules:test", { region });
  const [result, setResult] = useState<Result>();
  const send = (key: string) =>
    request<Result>("post", "/api/v1/scope-rules/test", { key, body: draft.draft });
  const { submit, problem, busy } = useSubmit(send, setResult);
  return (
    <div className="stack">
      <nav aria-label="位置" className="muted">
        <Link to={paths.list("scope-rules")}>经营范围对应规则</Link> › 试一段经营范围
      </nav>
      <h1>试一段经营范围</h1>
      <div className="card">
        <FormFrame {...{ submit, problem, busy }} label="试一试">
          <SchemaForm
            schema="ScopeTest"
            draft={draft.draft}
            change={draft.change}
            errors={problem?.errors ?? []}
          />
        </FormFrame>
      </div>
      {result?.organs.length === 0 && (
        <Empty title="没有一条规则命中">这样的企业在不定向任务里不会派给任何部门。</Empty>
      )}
      {result?.organs.map((organ) => (
        <section key={organ.organ} className="card" role="status">
          <h2>{organ.organ_name}</h2>
          <Facts value={{ items: organ.items }} schema="DerivedOrgan" />
        </section>
      ))}
    </div>
  );
}
