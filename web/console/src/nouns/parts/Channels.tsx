import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request, type Schema } from "@api/client";
import { Dialog } from "@ui/dialog";
import { Empty, Failed, Loading } from "@ui/states";
import { useToast } from "@ui/toast";
import { moment } from "@ui/time";
import { word } from "@terms/terms";
import { useDraft } from "../../form/draft";
import { FormFrame } from "../../form/FormFrame";
import { SchemaForm } from "../../form/SchemaForm";
import { useSubmit } from "../../form/useSubmit";
import type { Row } from "../../noun/noun";
import { StateBadge } from "../../noun/StateBadge";

type Channel = Schema<"ChannelView">;

/** Where a published result has been sent, and what came back. */
export function Channels({ row }: { row: Row }) {
    const path = `/api/v1/inspection-parts/${row.id}/channels`;
    const [open, setOpen] = useState<Channel>();
    const cache = useQueryClient();
    const found = useQuery({
        queryKey: [path],
        queryFn: () => request<Channel[]>("get", path),
    });
    if (found.isPending) return <Loading lines={2} />;
    if (found.error) return <Failed error={found.error} />;
    if (found.data.length === 0) {
        return <Empty title="还没有报送">公示之后，逐个渠道登记报送和回执。</Empty>;
    }
    const may = row.allowed_actions?.includes("channel");
    return (
        <>
            <div className="table-scroll" role="region" aria-label="公示渠道" tabIndex={0}>
                <table className="table">
                    <thead>
                        <tr>
                            <th>渠道</th>
                            <th>状态</th>
                            <th>回执编号</th>
                            <th>说明</th>
                            <th>时间</th>
                            {may && <th>办理</th>}
                        </tr>
                    </thead>
                    <tbody>
                        {found.data.map((it) => (
                            <tr key={it.channel}>
                                <td>{it.channel_name}</td>
                                <td>
                                    <StateBadge name={word("channel_state", it.state)} />
                                </td>
                                <td>{it.receipt ?? "—"}</td>
                                <td>{it.note || "—"}</td>
                                <td>{moment(it.at)}</td>
                                {may && (
                                    <td>
                                        <button
                                            type="button"
                                            className="button small"
                                            aria-label={`登记${it.channel_name}`}
                                            onClick={() => setOpen(it)}
                                        >
                                            登记
                                        </button>
                                    </td>
                                )}
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
            {open && (
                <ChannelDialog
                    path={path}
                    channel={open}
                    close={() => setOpen(undefined)}
                    done={() => {
                        setOpen(undefined);
                        void cache.invalidateQueries({ queryKey: [path] });
                    }}
                />
            )}
        </>
    );
}

interface DialogProps {
    path: string;
    channel: Channel;
    close: () => void;
    done: () => void;
}

function ChannelDialog({ path, channel, close, done }: DialogProps) {
    const say = useToast();
    const draft = useDraft(`channel:${path}:${channel.channel}`, { state: "", note: "" });
    const body = { ...draft.draft, channel: channel.channel, version: channel.version };
    const { submit, problem, busy } = useSubmit(
        (key) => request("post", path, { body, key }),
        () => {
            draft.forget();
            say(`已登记：${channel.channel_name}`);
            done();
        },
    );
    return (
        <Dialog title={`登记报送：${channel.channel_name}`} close={close}>
            <FormFrame {...{ submit, problem, busy }} label="登记" cancel={close}>
                <SchemaForm
                    schema="ChannelForm"
                    draft={draft.draft}
                    change={draft.change}
                    errors={problem?.errors ?? []}
                    hide={["channel"]}
                />
            </FormFrame>
        </Dialog>
    );
}
