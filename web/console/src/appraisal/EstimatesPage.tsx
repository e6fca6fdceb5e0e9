import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { request, type Schema } from "@api/client";
import { SelectField } from "@ui/fields";
import { Empty, Failed, Loading } from "@ui/states";
import { day } from "@ui/time";
import { yearsTo } from "../annex3/Annex3Choice";
import { useToday } from "../casework/today";
import { ItemEstimates } from "./ItemEstimates";

export type Line = Schema<"EstimateLine">;
type Estimates = Schema<"Estimates">;

const PATH = "/api/v1/estimates";
const WHOLE = "item";

/** 抽查推算: what the drawn sample says of all, apart from what was counted. */
export function EstimatesPage() {
  const today = useToday();
  const [params, setParams] = useSearchParams();
  const query = { year: params.get("year") ?? "", organ: params.get("organ") ?? "" };
  const found = useQuery({
    queryKey: [PATH, query],
    queryFn: () => request<Estimates>("get", PATH, { query }),
  });
  const put = (next: Record<string, string>) => {
    const all = Object.entries({ ...query, ...next }).filter(([, value]) => value);
    setParams(Object.fromEntries(all));
  };
  const lines = found.data?.lines ?? [];
  const organs = new Map(lines.map((line) => [line.organ, line.organ_name]));
  return (
    <div className="stack">
      <h1>抽查推算</h1>
      <p className="notice">
        实际查到多少，是数出来的；全部对象里大约有多少会有问题，是由随机抽取的样本推算的。两样数分开列，不能相加，也不能互相代替。
      </p>
      <div className="card filters no-print" role="search" aria-label="推算的范围">
        <SelectField
          label="抽取的年度"
          none="本年"
          choices={yearsTo(today)}
          value={query.year}
          change={(year) => put({ year })}
        />
        <SelectField
          label="检查机关"
          none="全部"
          choices={[...organs]}
          value={query.organ}
          change={(organ) => put({ organ })}
        />
      </div>
      {found.isPending && <Loading />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && lines.length === 0 && (
        <Empty title="这一年还没有可以推算的抽查">抽取并公示结果之后，这里才有数。</Empty>
      )}
      {found.data && lines.length > 0 && (
        <>
          {byItem(lines).map((group) => (
            <ItemEstimates key={`${group[0]?.organ}${group[0]?.item}`} lines={group} />
          ))}
          <details className="card">
            <summary>怎样推算的</summary>
            <p>{found.data.method}</p>
            <p className="muted">按{day(found.data.until)}为止公示的结果。</p>
          </details>
        </>
      )}
    </div>
  );
}

/** The lines of each organ's item together, the item as a whole first. */
export function byItem(lines: Line[]): Line[][] {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const key = `${line.organ} ${line.item}`;
    const group = groups.get(key) ?? [];
    groups.set(key, line.by === WHOLE ? [line, ...group] : [...group, line]);
  }
  return [...groups.values()];
}
