import type { ReactNode } from "react";
import { Link } from "react-router";
import { word } from "@terms/terms";
import { termsOf } from "../items/chapters";
import { useOrgans } from "../noun/names";
import type { Row } from "../noun/noun";
import { Facts } from "../noun/value";
import { paths } from "../paths";
import { useMay } from "../session/session";
import { LongDownload } from "@ui/LongDownload";
import { EMPTY_FILTER, quotaKind, type PickedItem, type Quota, type TaskForm } from "./form";
import { useItems } from "./ItemsPicker";

const HEAD = ["plan", "number", "origin", "organ", "region", "draw_type", "item_class", "reason"];
const DATES = ["draw_from", "draw_to", "period_from", "period_to", "deadline"];
const APART = new Set(["items", "filter", "quota", "name", "participants"]);

/** A task as one reads it: what, when, which items, whom, how many, and the rest. */
export function TaskOverview({ task }: { task: Row }) {
  const form = task.form as TaskForm;
  const shown = new Set([...HEAD, ...DATES, ...APART]);
  const rest = Object.keys(form).filter((name) => !shown.has(name));
  const empty = Object.values(form.filter ?? EMPTY_FILTER).every((it) => it.length === 0);
  return (
    <div className="stack">
      <Part title="任务">
        <Facts value={task} schema="TaskView" only={[...HEAD, "participants"]} />
      </Part>
      <Part title="时间">
        <Facts value={form} schema="TaskForm" only={DATES} />
      </Part>
      <Part title="抽查事项">
        <Items picked={form.items ?? []} />
      </Part>
      <Part title="抽查对象">
        {form.scope_text && <p>{form.scope_text}</p>}
        {empty ? (
          <p className="muted">没有另设条件。</p>
        ) : (
          <Facts value={form.filter as object} schema="FilterForm" />
        )}
      </Part>
      <Part title="抽取数量">
        <p>{quotaText(form.quota as Quota)}</p>
      </Part>
      <Part title="其他">
        <Facts value={{ ...form, log_index: task.log_index }} schema="TaskForm" only={rest} />
      </Part>
      <Archive task={task} />
    </div>
  );
}

/** What is left of a task for those who come later: everything, and how to check it. */
function Archive({ task }: { task: Row }) {
  if (!useMay()("dossier.make") || UNDRAWN.has(String(task.state))) return null;
  return (
    <Part title="归档包">
      <p className="muted">
        计划、批准、抽取记录和证明、各次检查的文书和证据、日志证明，一并打包；不用本平台也能核验。谁在何时取得记入日志。
      </p>
      <LongDownload
        path={`/api/v1/tasks/${task.id}/archive.zip`}
        name={`任务档案-${String(task.number)}.zip`}
        label="取得归档包（ZIP）"
      />
    </Part>
  );
}

/** States before anything was drawn. */
const UNDRAWN = new Set(["draft", "pending", "ready"]);

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="card">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Items({ picked }: { picked: PickedItem[] }) {
  const organs = useOrgans();
  const codes = [...new Set(picked.map((it) => it.code))];
  const items = useItems(codes);
  if (codes.length === 0) return <p className="muted">抽取之后按经营范围推导。</p>;
  return (
    <ul className="plain-list">
      {codes.map((code) => {
        const item = items.find((it) => it.code === code);
        const inspecting = picked.filter((it) => it.code === code);
        return (
          <li key={code}>
            {item ? <Link to={paths.show("items", item.id)}>{termsOf(item).name}</Link> : code}（
            {code}）：
            {inspecting.map((it) => organs.get(it.organ)?.name ?? it.organ).join("、")}
          </li>
        );
      })}
    </ul>
  );
}

const ROUNDING: Record<string, string> = { min: "不低于", max: "不超过", near: "约" };

/** "不低于 5%，分 3 批". */
export function quotaText(quota: Quota): string {
  const kind = quotaKind(quota);
  const named = (letter: string) => (letter === "U" ? "未分类" : word("risk_class", letter));
  const ratios = Object.entries((quota.by_class ?? {}) as Record<string, string>);
  const much: Record<typeof kind, string> = {
    all: "全部检查",
    count: `${quota.count ?? 0} 户`,
    ratio: `${ROUNDING[quota.rounding || "min"] ?? ""} ${quota.ratio ?? ""}`,
    by_class: ratios.map(([letter, ratio]) => `${named(letter)} ${ratio}`).join("，"),
  };
  const batches = quota.batches ? `，分 ${quota.batches} 批派发` : "";
  const least = quota.at_least_one ? "，有对象的单元至少抽一户" : "";
  return `${much[kind]}${batches}${least}。`;
}
