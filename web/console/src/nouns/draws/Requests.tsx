import { useQuery } from "@tanstack/react-query";
import { request, type Schema } from "@api/client";
import { Empty, Failed, Loading } from "@ui/states";
import { word } from "@terms/terms";
import { ActButton } from "../../noun/ActButton";
import { allows, posting, type Bound, type Noun, type Row } from "../../noun/noun";
import { StateBadge } from "../../noun/StateBadge";
import { reasonName, RequestForm } from "./RequestForm";

type Asked = Schema<"RequestView">;

/** What the dialogs of this sheet call the draw or the request. */
const asking: Noun = {
  slug: "draw-requests",
  title: "申请",
  group: "",
  path: "/api/v1/draws",
  permission: "draw.read",
  name: (row) => String(row.draw_id ?? word("draw_request_kind", row.kind)),
  columns: [],
};

const ASK = posting("ask", "/api/v1/draws/{id}/requests", {
  label: "提出申请",
  form: (props) => <RequestForm {...props} />,
  note: "申请由另一人审批。任何申请都不能指定由谁接替：接替的由签号或新的随机数决定。",
});
const REMATCH = posting("rematch", "/api/v1/draws/{id}/rematch", {
  label: "改派检查人员",
  note: "用岗位空缺之后才产生的公共随机源，从其余人员中抽出接替的人。",
});
const APPROVE = posting("approve", "/api/v1/draw-requests/{id}/approve", { label: "批准" });
const REFUSE = posting("refuse", "/api/v1/draw-requests/{id}/refuse", {
  label: "不批准",
  danger: true,
});

/** 作废、更正、递补、回避: what was asked of a draw, and by whom it is decided. */
export function Requests({ row }: { row: Row }) {
  const found = useQuery({
    queryKey: [row.id, "requests"],
    queryFn: () => request<Asked[]>("get", `/api/v1/draws/${row.id}/requests`),
  });
  if (found.isPending) return <Loading lines={3} />;
  if (found.error) return <Failed error={found.error} />;
  return (
    <div className="stack">
      <div className="row">
        {allows(row, "request") && ASK && (
          <ActButton noun={asking} row={row} bound={ASK} label="申请作废、更正、递补或回避" />
        )}
        {found.data.some((it) => allows(it, "rematch")) && REMATCH && (
          <ActButton noun={asking} row={row} bound={REMATCH} />
        )}
      </div>
      {found.data.length === 0 && <Empty title="没有申请" />}
      {found.data.map((it) => (
        <AskedCard key={it.id} it={it} />
      ))}
    </div>
  );
}

/** Acts on a request, by the code that the server allows. */
const DECISIONS: [code: string, bound: Bound | undefined, tone: string][] = [
  ["approve", APPROVE, "primary"],
  ["refuse", REFUSE, "danger"],
];

function AskedCard({ it }: { it: Asked }) {
  const about = it as unknown as Row;
  return (
    <section className="card stack" aria-label={word("draw_request_kind", it.kind)}>
      <div className="page-head">
        <h2>
          {word("draw_request_kind", it.kind)}{" "}
          <StateBadge name={word("draw_request_state", it.state)} />
        </h2>
        <div className="row">
          {DECISIONS.map(
            ([code, bound, tone]) =>
              bound &&
              allows(it, code) && (
                <ActButton key={code} noun={asking} row={about} bound={bound} tone={tone} />
              ),
          )}
        </div>
      </div>
      <p>
        事由：{reasonName(it.kind, it.reason)}。{it.note}
      </p>
      {it.opinion && <p>审批意见：{it.opinion}</p>}
    </section>
  );
}
