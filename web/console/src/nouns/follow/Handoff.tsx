import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { request, type Page } from "@api/client";
import { operation } from "@api/described";
import { Empty, Failed, Loading } from "@ui/states";
import { ActionDialog } from "../../noun/ActionDialog";
import { OrganName } from "../../noun/names";
import type { Bound, Noun, Row } from "../../noun/noun";
import { StateBadge } from "../../noun/StateBadge";
import { paths } from "../../paths";
import { useMay } from "../../session/session";

const HAND_OFF = "/api/v1/restrictions/{id}/handoffs";
const ALL = 200;

const restriction: Noun = {
    slug: "restrictions",
    title: "列入名单和限制",
    group: "",
    path: "/api/v1/restrictions",
    permission: "restriction.read",
    name: (row) => `${String(row.subject_name)}：${String(row.kind_name)}`,
    columns: [],
};

/** To which departments a listing was handed, and what they did. */
export function Handoff({ row }: { row: Row }) {
    const may = useMay();
    const cache = useQueryClient();
    const [open, setOpen] = useState(false);
    const found = useQuery({
        queryKey: ["/api/v1/handoffs", "of", row.subject],
        queryFn: () =>
            request<Page<Row>>("get", "/api/v1/handoffs", {
                query: { subject: row.subject, page_size: ALL },
            }),
    });
    const operated = operation("post", HAND_OFF);
    const bound: Bound | undefined = operated && {
        code: "handoff",
        path: HAND_OFF,
        method: "post",
        act: { label: "移交其他部门联合惩戒" },
        operation: operated,
    };
    if (found.isPending) return <Loading lines={2} />;
    if (found.error) return <Failed error={found.error} />;
    const rows = found.data.items.filter((it) => it.restriction === row.id);
    const offered = row.in_force === true && may("restriction.write") && bound;
    return (
        <div className="stack">
            {offered && (
                <div>
                    <button type="button" className="button" onClick={() => setOpen(true)}>
                        移交其他部门联合惩戒
                    </button>
                </div>
            )}
            {rows.length === 0 && <Empty title="没有移交其他部门" />}
            <ul className="plain-list">
                {rows.map((it) => (
                    <li key={it.id} className="card row">
                        <Link to={paths.show("handoffs", it.id)}>
                            <OrganName id={String(it.recipient)} />
                        </Link>
                        <StateBadge name={it.state_name} />
                        {typeof it.applied === "string" && <span>{it.applied}</span>}
                    </li>
                ))}
            </ul>
            {open && bound && (
                <ActionDialog
                    bound={bound}
                    noun={restriction}
                    row={row}
                    close={() => setOpen(false)}
                    done={() => {
                        setOpen(false);
                        void cache.invalidateQueries();
                    }}
                />
            )}
        </div>
    );
}
