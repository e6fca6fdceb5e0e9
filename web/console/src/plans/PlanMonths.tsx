import { Empty, Failed, Loading } from "@ui/states";
import type { Row } from "../noun/noun";
import { MonthGrid } from "./MonthGrid";
import { useTasks } from "./useTasks";

/** The year of one plan. */
export function PlanMonths({ plan }: { plan: Row }) {
  const found = useTasks({ plan: plan.id });
  if (found.isPending) return <Loading />;
  if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
  if (found.data.items.length === 0) return <Empty title="计划里还没有任务" />;
  return <MonthGrid tasks={found.data.items} year={Number(plan.year)} />;
}
