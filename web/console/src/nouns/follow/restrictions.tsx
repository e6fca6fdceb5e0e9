import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { answer, client } from "@api/client";
import { Empty, Failed, Loading } from "@ui/states";
import { day } from "@ui/time";
import { word } from "@terms/terms";
import type { Noun } from "../../noun/noun";
import { StateBadge } from "../../noun/StateBadge";
import { paths } from "../../paths";
import { Handoff } from "./Handoff";

export const restrictions: Noun = {
    slug: "restrictions",
    title: "列入名单和限制",
    group: "后续处置",
    path: "/api/v1/restrictions",
    permission: "restriction.read",
    name: (row) => `${String(row.subject_name)}：${String(row.kind_name)}`,
    columns: [
        { key: "subject_name" },
        { key: "kind_name" },
        { key: "organ_name" },
        { key: "reason" },
        { key: "valid_from" },
        { key: "valid_to" },
        { key: "in_force" },
        { key: "state_name" },
    ],
    filters: ["state", "organ", "region", "subject", "open"],
    create: {
        title: "提出列入名单",
        note: "列入须有法律法规依据；另外的措施只能是基础清单所列。由另一人审批。",
    },
    view: true,
    facts: [
        "subject",
        "kind_name",
        "organ",
        "reason",
        "basis",
        "measures",
        "cause",
        "valid_from",
        "valid_to",
        "in_force",
        "decided_on",
        "lifted_on",
        "lift_reason",
    ],
    actions: { refuse: { danger: true }, lift: { label: "解除列入" } },
    sheets: [
        {
            id: "handoffs",
            title: "联合惩戒移交",
            permission: "referral.read",
            content: (row) => <Handoff row={row} />,
        },
        {
            id: "subject",
            title: "该对象现在受到的限制",
            content: (row) => <RestrictedSubject subject={String(row.subject)} />,
        },
    ],
};

export const repairs: Noun = {
    slug: "repairs",
    title: "信用修复",
    group: "后续处置",
    path: "/api/v1/repairs",
    permission: "follow_up.read",
    name: (row) => `${String(row.subject_name)}的信用修复申请`,
    columns: [
        { key: "subject_name" },
        { key: "restriction" },
        { key: "penalty" },
        { key: "requested_on" },
        { key: "organ", spare: true },
        { key: "decided_on" },
        { key: "state_name" },
    ],
    filters: ["state", "organ", "region", "subject", "open"],
    create: {
        title: "受理信用修复申请",
        note: "申请解除的限制、申请停止公示的处罚，二者填一个；逐项写明已满足的条件和证明。",
    },
    view: true,
    facts: [
        "subject",
        "restriction",
        "penalty",
        "request",
        "requested_on",
        "conditions",
        "organ",
        "decision",
        "decided_on",
    ],
    actions: { refuse: { danger: true } },
};

/** What restricts a subject now, by whom, since when, and on which law. */
export function RestrictedSubject({ subject }: { subject: string }) {
    const found = useQuery({
        queryKey: ["/api/v1/subjects", subject, "restrictions"],
        queryFn: () =>
            answer(
                client.GET("/api/v1/subjects/{id}/restrictions", {
                    params: { path: { id: subject } },
                }),
            ),
    });
    if (found.isPending) return <Loading lines={2} />;
    if (found.error) return <Failed error={found.error} />;
    const now = found.data;
    if (now.restrictions.length === 0) return <Empty title="现在没有受到限制" />;
    return (
        <div className="stack">
            <p className="notice warn">
                {day(now.day)}起算，受到 {now.measures.length} 项限制：
                {now.measures.map((code) => word("measure", code)).join("、")}
            </p>
            {now.restrictions.map((it) => (
                <section key={it.id} className="card stack" aria-label={it.kind_name}>
                    <h2>
                        <Link to={paths.show("restrictions", it.id)}>{it.kind_name}</Link>{" "}
                        <StateBadge name={it.state_name} />
                    </h2>
                    <p>
                        {it.organ_name}，{day(it.valid_from)}起
                        {it.valid_to ? `至${day(it.valid_to)}` : ""}：{it.reason}
                    </p>
                    <ul>
                        {it.measures.map((measure) => (
                            <li key={measure.measure}>
                                {measure.name}
                                <span className="muted">　{measure.basis}</span>
                            </li>
                        ))}
                    </ul>
                </section>
            ))}
        </div>
    );
}
