import type { ReactNode } from "react";
import type { Problem } from "@api/problem";
import type { Draft } from "../form/draft";
import { SchemaForm } from "../form/SchemaForm";
import { formOf, wrongAt, type Filter } from "./form";
import { EMPTY_FILTER, EMPTY_QUOTA } from "./form";
import { ItemsPicker } from "./ItemsPicker";
import { QuotaField } from "./QuotaField";
import { SubjectFilter } from "./SubjectFilter";

/** Fields of each section; what is in none of them is asked for at the end. */
const BASICS = ["plan", "origin", "organ", "name", "draw_type", "item_class", "participants"];
const DATES = ["draw_from", "draw_to", "period_from", "period_to", "deadline"];
/** In words, for the public; a task is not submitted without it. */
const SCOPE = ["scope_text"];
const SPARED = ["recent_days", "times_per_year", "spare_trial", "spare_open_case"];
const OWN = ["items", "filter", "quota"];
const SPECIAL = ["reason", "special"];

interface Props {
  draft: Draft;
  change: (draft: Draft) => void;
  problem: Problem | undefined;
  isNew: boolean;
}

/** A task in the order in which one thinks of it: what, when, which items, whom, how many. */
export function TaskFields({ draft, change, problem, isNew }: Props) {
  const form = formOf(draft);
  const schema = isNew ? "NewTask" : "TaskForm";
  const set = (part: Draft) => change({ ...draft, ...part });
  const planned = draft.plan !== undefined && draft.plan !== null;
  const known = planned ? ["plan", "origin", "organ"] : ["plan"];
  const some = (fields: string[]) => (
    <SchemaForm
      schema={schema}
      draft={draft}
      change={change}
      errors={problem?.errors ?? []}
      only={fields.filter((name) => !known.includes(name))}
    />
  );
  const items = form.items ?? [];
  return (
    <>
      <Section title="一、任务">
        {some(BASICS)}
        {isNew && !planned && some(SPECIAL)}
      </Section>
      <Section title="二、时间">{some(DATES)}</Section>
      <Section title="三、抽查事项">
        <ItemsPicker
          picked={items}
          change={(next) => set({ items: next })}
          wrong={wrongAt(problem, "items")}
        />
      </Section>
      <Section title="四、抽查对象">
        <SubjectFilter
          filter={{ ...EMPTY_FILTER, ...(form.filter as Filter | undefined) }}
          change={(filter) => set({ filter })}
          problem={problem}
        />
        {some(SCOPE)}
      </Section>
      <Section title="五、抽取数量">
        <QuotaField
          quota={form.quota ?? EMPTY_QUOTA}
          items={items}
          change={(quota) => set({ quota })}
          problem={problem}
        />
      </Section>
      <Section title="六、哪些不抽">{some(SPARED)}</Section>
      <details className="card">
        <summary>附件2 的其他栏（可以不填）</summary>
        <SchemaForm
          schema="TaskForm"
          draft={draft}
          change={change}
          errors={problem?.errors ?? []}
          hide={[...BASICS, ...DATES, ...SCOPE, ...SPARED, ...OWN, ...SPECIAL]}
        />
      </details>
    </>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="card stack" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
