import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { answer, client, type Schema } from "@api/client";
import { Bars } from "@ui/bars";
import { Failed, Loading } from "@ui/states";
import { word } from "@terms/terms";
import { paths } from "../../paths";

type Sums = Schema<"Reconciliation">;

/** 检查对账: everybody who was drawn is accounted for, or the page says who is not. */
export function TaskReconciliation({ id }: { id: string }) {
  const found = useQuery({
    queryKey: ["/api/v1/public/tasks", id, "reconciliation"],
    queryFn: () =>
      answer(
        client.GET("/api/v1/public/tasks/{id}/reconciliation", {
          params: { path: { id } },
        }),
      ),
  });
  if (found.isPending) return <Loading lines={3} />;
  if (found.error) return <Failed error={found.error} />;
  const sums = found.data;
  return (
    <div className="stack">
      <p className={`notice ${sums.reconciles ? "good" : "bad"}`}>
        {sums.reconciles
          ? "对得上：抽中的户次都有交代。"
          : "对不上：有抽中的户次没有交代，请逐户核对。"}
      </p>
      <Equation sums={sums} />
      <Outcomes outcomes={sums.outcomes as Record<string, number>} />
      <Publication sums={sums} id={id} />
    </div>
  );
}

const total = (outcomes: object) =>
  Object.values(outcomes as Record<string, number>).reduce((sum, it) => sum + it, 0);

function Equation({ sums }: { sums: Sums }) {
  const terms: [string, string, number][] = [
    ["", "抽中", sums.drawn],
    ["=", "已检查", sums.inspected],
    ["+", "以状态结束", total(sums.outcomes)],
    ["+", "结果互认", sums.recognised],
    ["+", "未完成", sums.open],
    ["+", "还没有派发", sums.not_dispatched],
  ];
  return (
    <dl className="equation card" aria-label="检查对账">
      {terms.map(([sign, name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {sign && <span className="sign">{sign}</span>}
            {value.toLocaleString("zh-CN")}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Outcomes({ outcomes }: { outcomes: Record<string, number> }) {
  const found = Object.entries(outcomes).filter(([, count]) => count > 0);
  if (found.length === 0) return null;
  return (
    <section className="card">
      <h2>以状态结束的理由</h2>
      <Bars
        label="以状态结束的户次，按理由"
        bars={found.map(([code, value]) => ({
          label: word("status_outcome", code),
          value,
        }))}
      />
    </section>
  );
}

function Publication({ sums, id }: { sums: Sums; id: string }) {
  const parts = `${paths.list("inspection-parts")}?task=${encodeURIComponent(id)}`;
  return (
    <section className="card stack">
      <h2>公示</h2>
      <Bars
        label="部门结果的公示"
        bars={[
          { label: "已公示", value: sums.published },
          { label: "待公示", value: sums.to_publish },
        ]}
      />
      {sums.overdue > 0 && (
        <p className="notice warn">有 {sums.overdue} 户次已逾期；未完成的没有结果，不等于正常。</p>
      )}
      <p className="row">
        <Link to={parts}>看全部部门结果</Link>
        {sums.to_publish > 0 && <Link to={`${parts}&unpublished=true`}>看还没有公示的</Link>}
      </p>
    </section>
  );
}
