import { Link, useSearchParams } from "react-router";
import { SelectField } from "@ui/fields";
import { Empty, Failed, Loading } from "@ui/states";
import { useOrgans } from "../noun/names";
import { paths } from "../paths";
import { MonthGrid } from "./MonthGrid";
import { useTasks } from "./useTasks";

/** All tasks of a year that the person sees, whatever plan they belong to. */
export function PlanCalendarPage() {
  const [params, setParams] = useSearchParams();
  const organs = useOrgans();
  const year = Number(params.get("year")) || new Date().getFullYear();
  const organ = params.get("organ") ?? "";
  const found = useTasks({ organ, draw_from: `${year}-01-01`, draw_to: `${year}-12-31` });
  const go = (next: { year?: number; organ?: string }) =>
    setParams({ year: String(next.year ?? year), organ: next.organ ?? organ });
  const choices = [...organs.values()].map((it) => [it.id, it.name] as const);
  return (
    <div className="stack">
      <nav aria-label="位置" className="muted">
        <Link to={paths.list("plans")}>年度抽查计划</Link> › 全年日历
      </nav>
      <div className="page-head">
        <h1>{year} 年抽查日历</h1>
        <div className="row">
          <button type="button" className="button" onClick={() => go({ year: year - 1 })}>
            上一年
          </button>
          <button type="button" className="button" onClick={() => go({ year: year + 1 })}>
            下一年
          </button>
        </div>
      </div>
      <div className="card filters">
        <SelectField
          label="发起部门"
          none="全部"
          choices={choices}
          value={organ}
          change={(id) => go({ organ: id })}
        />
      </div>
      {found.isPending && <Loading />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data?.items.length === 0 && <Empty title="这一年没有任务" />}
      {found.data && found.data.items.length > 0 && (
        <MonthGrid tasks={found.data.items} year={year} />
      )}
    </div>
  );
}
