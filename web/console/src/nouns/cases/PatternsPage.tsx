import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Link } from "react-router";
import { answer, client, type Schema } from "@api/client";
import { Bars } from "@ui/bars";
import { TextField } from "@ui/fields";
import { Empty, Failed, Loading } from "@ui/states";
import { useIndustries } from "../../noun/industry";
import { useItemNames, useRegions } from "../../noun/names";
import { paths } from "../../paths";
import { useSession } from "../../session/session";
import { EvidenceOfPattern } from "./EvidenceOfPattern";

type Pattern = Schema<"PatternView">;

/** Where cases and results with problems heap up: the same item, trade and township. */
export function PatternsPage() {
  const { organ } = useSession();
  const [asked, setAsked] = useState({ days: 90, threshold: 3 });
  const [typed, setTyped] = useState(asked);
  const names = useItemNames();
  const query = { organ, ...asked };
  const found = useQuery({
    queryKey: ["/api/v1/campaign-patterns", query],
    queryFn: () => answer(client.GET("/api/v1/campaign-patterns", { params: { query } })),
  });
  const look = (event: FormEvent) => {
    event.preventDefault();
    setAsked(typed);
  };
  const regions = useRegions();
  const trades = useIndustries();
  const tradeOf = (code: string) => trades.find((it) => it.code === code)?.name ?? code;
  const nameOf = (it: Pattern) =>
    [
      names.get(it.item) ?? it.item,
      regions.get(it.place)?.name ?? it.place,
      it.trade ? tradeOf(it.trade) : "行业不详",
    ].join("，");
  return (
    <div className="stack">
      <h1>查找规律</h1>
      <p className="muted">
        平台把个案和有问题的结果按事项、行业、乡镇归在一起；同一处多次出现的，可以提出专项检查建议。
      </p>
      <form className="card filters" role="search" onSubmit={look}>
        <TextField
          label="最近多少天"
          type="number"
          min={1}
          max={730}
          value={String(typed.days)}
          change={(text) => setTyped({ ...typed, days: Number(text) })}
        />
        <TextField
          label="至少多少件"
          type="number"
          min={2}
          value={String(typed.threshold)}
          change={(text) => setTyped({ ...typed, threshold: Number(text) })}
        />
        <button type="submit" className="button">
          查找
        </button>
      </form>
      {found.isPending && <Loading />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data?.length === 0 && (
        <Empty title="没有达到件数的规律">可以放宽天数或减少件数再查。</Empty>
      )}
      {found.data && found.data.length > 0 && (
        <div className="card">
          <Bars
            label="各规律的件数"
            bars={found.data.map((it) => ({
              label: nameOf(it),
              value: it.count,
              text: `${it.count} 件，其中个案 ${it.cases} 件`,
            }))}
          />
        </div>
      )}
      {found.data?.map((it) => (
        <div key={nameOf(it)} className="stack">
          <div className="page-head">
            <h2>{nameOf(it)}</h2>
            <Link
              className="button"
              to={`${paths.create("campaigns")}?${new URLSearchParams({
                organ,
                item: it.item,
                place: it.place,
                trade: it.trade,
              })}`}
            >
              提出专项检查建议
            </Link>
          </div>
          <EvidenceOfPattern evidence={it.evidence} />
        </div>
      ))}
    </div>
  );
}
