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
  const put = (next: Record<string, string>) => {
    const all = { ...Object.fromEntries(params), ...next };
    setParams(Object.fromEntries(Object.entries(all).filter(([, value]) => value)));
  };
  return { query: { region, year, season }, regions, put };
}
