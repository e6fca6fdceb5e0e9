import { useQuery } from "@tanstack/react-query";
import { answer, client } from "@api/client";
import { Empty, Failed, Loading } from "@ui/states";
import { word } from "@terms/terms";
import type { Row } from "../../noun/noun";
import { asDraw } from "./draw";

/** The entries of a draw in the public log, in their order, with what the parties have done. */
export function Entries({ row }: { row: Row }) {
    const draw = asDraw(row);
    const found = useQuery({
        queryKey: ["/api/v1/public/tasks", draw.task, "draws", draw.version],
        queryFn: () =>
            answer(
                client.GET("/api/v1/public/tasks/{id}/draws", {
                    params: { path: { id: draw.task } },
                }),
            ),
    });
    if (found.isPending) return <Loading lines={3} />;
    if (found.error) return <Failed error={found.error} />;
    const entries = found.data.find((it) => it.id === draw.id)?.entries ?? [];
    if (entries.length === 0) {
        return <Empty title="还没有公开的记录">批准冻结之后，每一步都写进公开的日志。</Empty>;
    }
    const count = (kind: string) => entries.filter((it) => it.kind === kind).length;
    return (
        <div className="stack">
            <p className="notice">
                {draw.holders.length > 0 &&
                    `托管方已签收 ${count("escrow")} / ${draw.holders.length} 家。`}
                随机数已揭示 {count("reveal")} / {draw.parties.length} 家
                {draw.publication === "sealed" && "（封存的抽取，组织方的随机数启封时才公开）"}。
            </p>
            <div className="card">
                <ol className="timeline">
                    {entries.map((it) => (
                        <li key={it.index}>
                            <strong>{word("draw_entry", it.kind)}</strong>
                            <div className="muted">公开日志第 {it.index} 条</div>
                        </li>
                    ))}
                </ol>
            </div>
        </div>
    );
}
