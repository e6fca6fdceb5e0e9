import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { answer, client, type Schema } from "@api/client";
import { SelectField } from "@ui/fields";
import { Failed, Loading } from "@ui/states";
import { day } from "@ui/time";
import { Departments } from "../dashboard/Departments";
import { Tiles } from "../dashboard/Tiles";
import { TownshipMap } from "../dashboard/TownshipMap";
import { Trends } from "../dashboard/Trends";

/** Years to look back on. */
const YEARS = 4;

/** 总览: what is due, what is late, where risk is, for who oversees. */
export function Dashboard() {
  const [params, setParams] = useSearchParams();
  const organ = params.get("organ") ?? "";
  const year = params.get("year") ?? "";
  const query = { organ: organ || null, year: year ? Number(year) : null };
  const found = useQuery({
    queryKey: ["dashboard", query],
    queryFn: () => answer(client.GET("/api/v1/dashboard", { params: { query } })),
  });
  const choose = (name: string, value: string) =>
    setParams((before) => {
      const next = new URLSearchParams(before);
      if (value) next.set(name, value);
      else next.delete(name);
      return next;
    });
  const shown = found.data;
  return (
    <div className="stack">
      <div className="page-head">
        <h1>总览</h1>
        {shown && (
          <p className="muted">
            统计到 <time dateTime={shown.until}>{day(shown.until)}</time>
          </p>
        )}
      </div>
      {shown && <Scope shown={shown} organ={organ} year={year} choose={choose} />}
      {found.isPending && <Loading />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {shown && (
        <>
          <Tiles tiles={shown.tiles} />
          <TownshipMap shown={shown} organ={shown.organ ?? ""} />
          <Trends months={shown.months} year={shown.year} />
          <Departments shown={shown} />
        </>
      )}
    </div>
  );
}

interface ScopeProps {
  shown: Schema<"Dashboard">;
  organ: string;
  year: string;
  choose: (name: string, value: string) => void;
}

/** Which year, and for those who see more than one department: which. Who works for several of them
 * without seeing all of the division looks at one at a time. */
function Scope({ shown, organ, year, choose }: ScopeProps) {
  const newest = Number(shown.until.slice(0, 4));
  const years = Array.from({ length: YEARS }, (_, back) => String(newest - back));
  const departments = shown.choices.map((it) => [it.organ, it.organ_name] as const);
  const whole = shown.reach === "region" || (organ !== "" && departments.length === 0);
  return (
    <div className="filters card" role="search" aria-label="总览的范围">
      <SelectField
        label="年度"
        none="本年"
        value={year}
        choices={years.map((it) => [it, `${it}年`] as const)}
        change={(value) => choose("year", value)}
      />
      {(whole || departments.length > 1) && (
        <SelectField
          label="部门"
          none={whole ? "全部" : "第一个部门"}
          value={whole ? organ : (shown.organ ?? "")}
          choices={departments}
          change={(value) => choose("organ", value)}
        />
      )}
    </div>
  );
}
