import { useSearchParams } from "react-router";
import { useRegionChoices } from "../noun/names";
import { useSession } from "../session/session";

/** Division, year and period of a page about many departments, kept in its address. */
export function useSeason() {
  const session = useSession();
  const [params, setParams] = useSearchParams();
  const region = params.get("region") ?? session.grants[0]?.region ?? "";
  const regions = useRegionChoices(region);
  const year = params.get("year") ?? "";
  const season = params.get("season") ?? "";
  // From a figure of the dashboard: its rows and no others, until another period is chosen.
  const only = Object.fromEntries(
    ["organ", "owed", "overdue"].flatMap((name) => {
      const value = params.get(name);
      return value ? [[name, value]] : [];
    }),
  );
  const put = (next: Record<string, string>) => {
    const all = { ...Object.fromEntries(params), ...next };
    setParams(Object.fromEntries(Object.entries(all).filter(([, value]) => value)));
  };
  return { query: { region, year, season, ...only }, regions, put };
}
