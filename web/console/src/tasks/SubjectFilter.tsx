import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { request, type Schema } from "@api/client";
import type { Problem } from "@api/problem";
import { vocabulary } from "@terms/terms";
import { CheckGroup } from "../form/CheckGroup";
import { SchemaForm } from "../form/SchemaForm";
import type { Draft } from "../form/draft";
import { registerQuery, wrongAt, type Filter } from "./form";

interface Props {
  filter: Filter;
  change: (filter: Filter) => void;
  problem: Problem | undefined;
}

/** Who may be drawn: conditions on the register, with the number of subjects that meet them now. */
export function SubjectFilter({ filter, change, problem }: Props) {
  return (
    <div className="stack">
      <SchemaForm
        schema="FilterForm"
        draft={filter as unknown as Draft}
        change={(next) => change(next as unknown as Filter)}
        errors={problem?.errors ?? []}
        prefix="filter."
        hide={["risk_classes"]}
      />
      <CheckGroup
        field={{ label: "信用风险分类", type: "array" }}
        choices={[...vocabulary("risk_class"), ["U", "未分类"]]}
        values={filter.risk_classes}
        change={(risk_classes) => change({ ...filter, risk_classes })}
        wrong={wrongAt(problem, "filter.risk_classes")}
      />
      <LiveCount filter={filter} />
    </div>
  );
}

function LiveCount({ filter }: { filter: Filter }) {
  const query = useDeferredValue(registerQuery(filter));
  const found = useQuery({
    queryKey: ["/api/v1/subjects", "count", query],
    queryFn: () =>
      request<Schema<"SubjectPage">>("get", "/api/v1/subjects", {
        query: { ...query, page_size: 1 },
      }),
    placeholderData: (before) => before,
  });
  if (found.error) return <p className="notice warn">现在数不出户数；条件填好后可以试算。</p>;
  return (
    <p className="notice" role="status">
      名录中现有{" "}
      <strong className="big">{found.data?.total.toLocaleString("zh-CN") ?? "……"}</strong>{" "}
      户符合这些条件。保存后的试算会再去掉已注销的、在办案件的等不参加抽取的。
    </p>
  );
}
