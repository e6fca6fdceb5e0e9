import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request, type Schema } from "@api/client";
import { operation } from "@api/described";
import { Empty, Failed, Loading } from "@ui/states";
import { word } from "@terms/terms";
import { ActionDialog } from "../../noun/ActionDialog";
import type { Act, Bound, Noun, Row } from "../../noun/noun";
import { StateBadge } from "../../noun/StateBadge";
import { useMay } from "../../session/session";
import { asDraw } from "./draw";
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

function bound(code: string, path: string, act: Act): Bound | undefined {
    const found = operation("post", path);
    return found && { code, path, act, method: "post", operation: found };
}

const ASK = bound("ask", "/api/v1/draws/{id}/requests", {
    label: "提出申请",
    form: (props) => <RequestForm {...props} />,
    note: "申请由另一人审批。任何申请都不能指定由谁接替：接替的由签号或新的随机数决定。",
});
const REMATCH = bound("rematch", "/api/v1/draws/{id}/rematch", {
    label: "改派检查人员",
    note: "用岗位空缺之后才产生的公共随机源，从其余人员中抽出接替的人。",
});
const APPROVE = bound("approve", "/api/v1/draw-requests/{id}/approve", { label: "批准" });
const REFUSE = bound("refuse", "/api/v1/draw-requests/{id}/refuse", {
    label: "不批准",
    danger: true,
});

/** 作废、更正、递补、回避: what was asked of a draw, and by whom it is decided. */
export function Requests({ row }: { row: Row }) {
    const draw = asDraw(row);
    const may = useMay();
    const cache = useQueryClient();
    const [open, setOpen] = useState<{ bound: Bound; about: Row }>();
    const found = useQuery({
        queryKey: [row.id, "requests"],
        queryFn: () => request<Asked[]>("get", `/api/v1/draws/${row.id}/requests`),
    });
    const offer = (it: Bound | undefined, about: Row) => it && setOpen({ bound: it, about });
    const stands = !["proposed", "withdrawn", "voided", "annulled"].includes(draw.state);
    const recused = found.data?.some((it) => it.kind === "recusal" && it.state === "approved");
    if (found.isPending) return <Loading lines={3} />;
    if (found.error) return <Failed error={found.error} />;
    return (
        <div className="stack">
            <div className="row">
                {stands && may("draw.request") && (
                    <button type="button" className="button" onClick={() => offer(ASK, row)}>
                        申请作废、更正、递补或回避
                    </button>
                )}
                {recused && draw.state === "matched" && may("draw.run") && (
                    <button type="button" className="button" onClick={() => offer(REMATCH, row)}>
                        改派检查人员
                    </button>
                )}
            </div>
            {found.data.length === 0 && <Empty title="没有申请" />}
            {found.data.map((it) => (
                <AskedCard key={it.id} it={it} decide={(by) => offer(by, it as unknown as Row)} />
            ))}
            {open && (
                <ActionDialog
                    bound={open.bound}
                    noun={asking}
                    row={open.about}
                    close={() => setOpen(undefined)}
                    done={() => {
                        setOpen(undefined);
                        void cache.invalidateQueries();
                    }}
                />
            )}
        </div>
    );
}

function AskedCard({ it, decide }: { it: Asked; decide: (by: Bound | undefined) => void }) {
    return (
        <section className="card stack" aria-label={word("draw_request_kind", it.kind)}>
            <div className="page-head">
                <h2>
                    {word("draw_request_kind", it.kind)}{" "}
                    <StateBadge name={word("draw_request_state", it.state)} />
                </h2>
                <div className="row">
                    {it.allowed_actions.includes("approve") && (
                        <button
                            type="button"
                            className="button primary"
                            onClick={() => decide(APPROVE)}
                        >
                            批准
                        </button>
                    )}
                    {it.allowed_actions.includes("refuse") && (
                        <button
                            type="button"
                            className="button danger"
                            onClick={() => decide(REFUSE)}
                        >
                            不批准
                        </button>
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
