import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { request, type Schema } from "@api/client";
import { Empty, Failed, Loading } from "@ui/states";
import { Annex3Table } from "../annex3/Annex3Table";
import { paths } from "../paths";
import { Differences } from "./Differences";
import { AS_PRINTED } from "./ReportOverview";
import { RollUpLines } from "./RollUpLines";
import { SeasonChoice } from "./SeasonChoice";
import { useSeason } from "./useSeason";

type RollUp = Schema<"RollUpView">;

const PATH = "/api/v1/annex3/roll-up";

/** What the departments handed in, added up, beside what the facts say now. */
export function RollUpPage() {
  const season = useSeason();
  const { query } = season;
  const found = useQuery({
    queryKey: [PATH, query],
    queryFn: () => request<RollUp>("get", PATH, { query }),
    enabled: query.region !== "",
  });
  return (
    <div className="stack">
      <nav aria-label="位置" className="muted no-print">
        <Link to={paths.list("reports")}>半年、年终报告</Link> › 各部门汇总
      </nav>
      <h1>各部门汇总</h1>
      <SeasonChoice {...season} />
      {found.isPending && <Loading />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && !found.error && <Sums it={found.data} />}
    </div>
  );
}

function Sums({ it }: { it: RollUp }) {
  if (it.organs === 0) return <Empty title="这个区划没有应报送的部门" />;
  const missing = it.organs - it.handed_in;
  return (
    <>
      <p className={missing > 0 || it.differences.length > 0 ? "notice warn" : "notice"}>
        {it.period}：应报送 {it.organs} 个部门，已报送 {it.handed_in} 个
        {missing > 0 && `，还有 ${missing} 个没有报送，它们的数没有计入相加的表`}。
        {it.differences.length > 0
          ? `相加的表与重新统计有 ${it.differences.length} 格不同。`
          : "相加的表与重新统计完全相同。"}
      </p>
      <section className="stack" aria-labelledby="submitted">
        <h2 id="submitted">已提交的表相加</h2>
        <Annex3Table lines={it.submitted} reading={AS_PRINTED} label="相加的附件3" />
      </section>
      <section className="stack" aria-labelledby="recomputed">
        <h2 id="recomputed">现在由记录重新统计</h2>
        <Annex3Table lines={it.recomputed} reading={AS_PRINTED} label="重新统计的附件3" />
      </section>
      {it.differences.length > 0 && (
        <section className="stack" aria-labelledby="differences">
          <h2 id="differences">不同的格</h2>
          <p className="muted">
            平台只标出不同，不改任何一张表。部门报送以后记录又有变化的，可以退回重报。
          </p>
          <Differences rows={it.differences} label="合计中不同的格" />
        </section>
      )}
      <section className="stack" aria-labelledby="lines">
        <h2 id="lines">各部门</h2>
        <RollUpLines lines={it.lines} />
      </section>
    </>
  );
}
