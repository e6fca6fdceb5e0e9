import { useQuery } from "@tanstack/react-query";
import { request } from "@api/client";
import { Empty, Failed, Loading } from "@ui/states";
import { moment } from "@ui/time";
import type { Noun, Row } from "./noun";

interface Happened {
    index: number;
    time: string;
    action_name: string;
    actor: string;
    reason: string;
}

/** Everything that happened to a record: what, who, when, why, and where it stands in the log. */
export function Timeline({ noun, row }: { noun: Noun; row: Row }) {
    const path = `${noun.path}/${row.id}/timeline`;
    const found = useQuery({
        queryKey: [noun.path, row.id, "timeline"],
        queryFn: () => request<{ items: Happened[] } | Happened[]>("get", path),
    });
    if (found.isPending) return <Loading lines={3} />;
    if (found.error) return <Failed error={found.error} />;
    const events = Array.isArray(found.data) ? found.data : found.data.items;
    if (events.length === 0) return <Empty title="还没有记录" />;
    return (
        <div className="card">
            <ol className="timeline">
                {events.map((event) => (
                    <li key={event.index}>
                        <strong>{event.action_name}</strong>　{event.actor}
                        <div className="muted">
                            <time dateTime={event.time}>{moment(event.time)}</time>，日志第{" "}
                            {event.index} 条
                        </div>
                        {event.reason && <div>理由：{event.reason}</div>}
                    </li>
                ))}
            </ol>
        </div>
    );
}
