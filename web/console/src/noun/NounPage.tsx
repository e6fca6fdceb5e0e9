import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams, useSearchParams } from "react-router";
import { request } from "@api/client";
import { Failed, Loading } from "@ui/states";
import { Tabs, type TabSpec } from "@ui/tabs";
import { paths } from "../paths";
import { useMay } from "../session/session";
import { ActionBar } from "./ActionBar";
import type { Noun, Row } from "./noun";
import { StateBadge } from "./StateBadge";
import { Timeline } from "./Timeline";
import { Facts } from "./value";
import { operation } from "@api/described";

/** One record: what it is, what may be done with it now, its sheets, everything that happened. */
export function NounPage({ noun }: { noun: Noun }) {
    const { id = "" } = useParams();
    const cache = useQueryClient();
    const found = useQuery({
        queryKey: [noun.path, id],
        queryFn: () => request<Row>("get", `${noun.path}/${encodeURIComponent(id)}`),
    });
    if (found.isPending) return <Loading />;
    if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
    const row = found.data;
    const done = () => void cache.invalidateQueries();
    return (
        <div className="stack">
            <nav aria-label="位置" className="muted no-print">
                <Link to={paths.list(noun.slug)}>{noun.title}</Link> › {noun.name(row)}
            </nav>
            <div className="page-head">
                <h1>
                    {noun.name(row)} {row.state_name && <StateBadge name={row.state_name} />}
                </h1>
                <ActionBar noun={noun} row={row} done={done} />
            </div>
            {noun.head?.(row)}
            <Sheets noun={noun} row={row} />
        </div>
    );
}

function Sheets({ noun, row }: { noun: Noun; row: Row }) {
    const may = useMay();
    const [params, setParams] = useSearchParams();
    const schema = operation("get", `${noun.path}/{id}`)?.answer;
    const facts: TabSpec = {
        id: "facts",
        title: "基本情况",
        content: noun.overview?.(row) ?? (
            <div className="card">
                <Facts value={row} schema={schema} only={noun.facts} />
            </div>
        ),
    };
    const own = (noun.sheets ?? [])
        .filter((sheet) => !sheet.permission || may(sheet.permission))
        .map(({ id, title, content }) => ({ id, title, content: content(row) }));
    const past: TabSpec[] = noun.timeline
        ? [{ id: "timeline", title: "经过", content: <Timeline noun={noun} row={row} /> }]
        : [];
    const tabs = [facts, ...own, ...past];
    const select = (id: string) => setParams({ sheet: id }, { replace: true });
    if (tabs.length === 1) return <>{facts.content}</>;
    const asked = params.get("sheet") ?? "";
    const selected = tabs.some((tab) => tab.id === asked) ? asked : "facts";
    return <Tabs label={`${noun.title}的内容`} tabs={tabs} selected={selected} select={select} />;
}
