import type { Noun, Row } from "../../noun/noun";
import { Facts } from "../../noun/value";
import { EvidenceOfPattern } from "./EvidenceOfPattern";
import { PatternsPage } from "./PatternsPage";

const FACTS = [
    "reason",
    "item",
    "trade",
    "place",
    "organ",
    "window_from",
    "window_to",
    "threshold",
    "proposed_on",
    "decision",
    "decided_on",
    "task",
];

const evidence = (row: Row) => (row.evidence ?? []) as string[];

export const campaigns: Noun = {
    slug: "campaigns",
    title: "专项检查建议",
    group: "个案和专项",
    path: "/api/v1/campaigns",
    permission: "campaign.read",
    name: (row) => `专项检查建议：${String(row.item)}`,
    columns: [
        { key: "reason" },
        { key: "item" },
        { key: "trade", spare: true },
        { key: "place" },
        { key: "organ" },
        {
            key: "evidence",
            label: "依据",
            number: true,
            show: (row) => `${evidence(row).length} 件`,
        },
        { key: "proposed_on" },
        { key: "state_name" },
    ],
    filters: ["state", "organ", "region", "open"],
    create: {
        title: "提出专项检查建议",
        initial: { days: 90, threshold: 3 },
        note: "依据由平台按条件重新查出，不能手写。可以先看“查找规律”。",
    },
    view: true,
    overview: (row) => (
        <div className="stack">
            <div className="card">
                <Facts value={row} schema="CampaignView" only={FACTS} />
            </div>
            <EvidenceOfPattern evidence={evidence(row)} />
        </div>
    ),
    actions: {
        accept: {
            wide: true,
            note: "采纳之后形成专项检查任务的草稿；检查对象由抽取产生，不能指定。",
        },
        reject: { danger: true },
    },
};

/** 查找规律: a page of its own in the navigation. */
export const patterns: Noun = {
    slug: "campaign-patterns",
    title: "查找规律",
    group: "个案和专项",
    path: "/api/v1/campaign-patterns",
    permission: "campaign.write",
    name: (row) => String(row.item),
    columns: [],
    page: <PatternsPage />,
};
