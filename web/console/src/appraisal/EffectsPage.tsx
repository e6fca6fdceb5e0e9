import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { request, type Schema } from "@api/client";
import { SelectField } from "@ui/fields";
import { Empty, Failed, Loading } from "@ui/states";
import { yearsTo } from "../annex3/Annex3Choice";
import { useUnits } from "../annex3/units";
import { useToday } from "../casework/today";

type Effects = Schema<"EffectsView">;
type Line = Effects["lines"][number];

const PATH = "/api/v1/inspector-effects";
const TONES: Record<string, string> = { watch: "warn", unusual: "bad", usual: "good" };

/** 人员差异: a reason to talk, no score; valid because chance sent them. */
export function EffectsPage() {
  const today = useToday();
  const organs = useUnits().flatMap(({ key, name }) =>
    key.startsWith("organ=") ? [[key.slice("organ=".length), name] as const] : [],
  );
  const [params, setParams] = useSearchParams();
  const organ = params.get("organ") ?? organs[0]?.[0] ?? "";
  const query = { organ, year: params.get("year") ?? "", by: params.get("by") ?? "" };
  const found = useQuery({
    queryKey: [PATH, query],
    queryFn: () => request<Effects>("get", PATH, { query }),
    enabled: organ !== "",
  });
  const put = (next: Record<string, string>) => {
    const all = Object.entries({ ...query, ...next }).filter(([, value]) => value);
    setParams(Object.fromEntries(all));
  };
  return (
    <div className="stack">
      <h1>检查人员差异</h1>
      <div className="card filters no-print" role="search" aria-label="比较的范围">
        <SelectField
          label="部门"
          choices={organs}
          value={organ}
          change={(next) => put({ organ: next })}
          required
        />
        <SelectField
          label="检查结束的年度"
          none="本年"
          choices={yearsTo(today)}
          value={query.year}
          change={(year) => put({ year })}
        />
        <SelectField
          label="按什么比较"
          none="检查人员"
          choices={[["team", "检查小组"]]}
          value={query.by === "team" ? "team" : ""}
          change={(by) => put({ by })}
        />
      </div>
      {organ === "" && <Empty title="没有可以比较的部门" />}
      {organ !== "" && found.isPending && <Loading />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && !found.error && <Compared it={found.data} />}
    </div>
  );
}

function Compared({ it }: { it: Effects }) {
  if (it.lines.length === 0) {
    return <Empty title="这一年没有随机派遣的检查">随机匹配派遣的检查办结之后，这里才有数。</Empty>;
  }
  return (
    <>
      <p className="notice">{it.note}</p>
      <p className="muted">
        {it.organ_name}，{it.year} 年：{it.pools} 个匹配池，{it.visits} 户次。
      </p>
      <div className="table-scroll" role="region" aria-label="检查人员差异" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{it.by === "team" ? "检查小组" : "检查人员"}</th>
              <th scope="col" className="number">
                户次
              </th>
              <th scope="col" className="number">
                发现问题
              </th>
              <th scope="col" className="number">
                凭机会平均
              </th>
              <th scope="col" className="number">
                100 次有 95 次在
              </th>
              <th scope="col">漏斗</th>
              <th scope="col" className="number">
                校正后 p 值
              </th>
              <th scope="col">结论</th>
            </tr>
          </thead>
          <tbody>
            {it.lines.map((line) => (
              <EffectRow key={line.who} line={line} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function EffectRow({ line }: { line: Line }) {
  return (
    <tr>
      <th scope="row">{line.name}</th>
      <td className="number">{line.visits}</td>
      <td className="number">
        {line.problems}（{line.rate}%）
      </td>
      <td className="number">{line.expected}</td>
      <td className="number">
        {line.low} 至 {line.high}
      </td>
      <td>
        <Funnel line={line} />
      </td>
      <td className="number">{line.q ?? "—"}</td>
      <td>
        <span className={`badge wrap ${TONES[line.verdict] ?? ""}`}>{line.verdict_name}</span>
      </td>
    </tr>
  );
}

/** The range that chance gives, its middle, and where the person lies. */
function Funnel({ line }: { line: Line }) {
  const most = Math.max(1, line.high, line.problems) * 1.1;
  const x = (value: number) => 3 + (value / most) * 94;
  return (
    <svg className="trend" viewBox="0 0 100 12" aria-hidden="true">
      <rect
        x={x(line.low)}
        y="2"
        width={Math.max(1, x(line.high) - x(line.low))}
        height="8"
        fill="var(--brand-pale)"
        stroke="var(--line-strong)"
      />
      <line
        x1={x(Number(line.expected))}
        x2={x(Number(line.expected))}
        y1="2"
        y2="10"
        stroke="var(--line-strong)"
      />
      <circle cx={x(line.problems)} cy="6" r="3" fill="var(--brand-strong)" />
    </svg>
  );
}
