import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { request } from "@api/client";
import { SelectField, TextArea } from "@ui/fields";
import { Failed, Loading } from "@ui/states";
import { vocabulary, word } from "@terms/terms";
import type { FormProps } from "../../noun/noun";
import { asPart, type Entry, type Visit, type VisitItem } from "./part";
import { failed, openItems, PROBLEMS, proposed, wording } from "./proposal";

/** The visit of a part, with its items and what was found. */
export function useVisit(id: string) {
    return useQuery({
        queryKey: ["/api/v1/inspections", id],
        queryFn: () => request<Visit>("get", `/api/v1/inspections/${id}`),
    });
}

/** 录入结果: one national code per item, beside what was found on the spot. */
export function EnterForm({ row, draft, change, errors }: FormProps) {
    const part = asPart(row);
    const found = useVisit(part.inspection);
    const visit = found.data;
    const results = draft.results as Entry[] | undefined;
    useEffect(() => {
        if (visit && !results) change({ ...draft, results: proposed(visit, part.organ) });
    });
    if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
    if (!visit || !results) return <Loading lines={3} />;
    const set = (next: Entry) =>
        change({
            ...draft,
            results: results.map((it) => (it.item === next.item ? next : it)),
        });
    return (
        <>
            {part.opinion && <p className="notice warn">上次审核意见：{part.opinion}</p>}
            {openItems(visit, part.organ).map((item) => {
                const entry = results.find((it) => it.item === item.code);
                if (!entry) return null;
                const at = results.indexOf(entry);
                const wrong = (field: string) =>
                    errors.find((it) => it.field === `results.${at}.${field}`)?.message;
                return <ItemEntry key={item.id} {...{ item, entry, set, wrong }} />;
            })}
        </>
    );
}

interface ItemProps {
    item: VisitItem;
    entry: Entry;
    set: (entry: Entry) => void;
    wrong: (field: string) => string | undefined;
}

function ItemEntry({ item, entry, set, wrong }: ItemProps) {
    const choose = (code: string) => {
        const untouched = entry.text.trim() === "" || entry.text === wording(item, entry.code);
        set({ ...entry, code, text: untouched ? wording(item, code) : entry.text });
    };
    const mustSay = PROBLEMS.has(entry.code);
    return (
        <fieldset className="fieldset stack">
            <legend>
                {item.name}（{item.code}）
            </legend>
            <Found item={item} />
            <SelectField
                label="检查结果"
                required
                choices={vocabulary("result_code").map(([code, name]) => [code, `${code} ${name}`])}
                value={entry.code}
                change={choose}
                wrong={
                    entry.code === "1" && failed(item)
                        ? "有检查要点不合格，不能录入“未发现问题”"
                        : wrong("code")
                }
            />
            <TextArea
                label="公示的文字"
                required={mustSay}
                help="向社会公开；不写姓名、电话、证件号码等个人信息。"
                value={entry.text}
                change={(text) => set({ ...entry, text })}
                wrong={wrong("text")}
            />
        </fieldset>
    );
}

/** What was found on the spot, in one line per point. */
export function Found({ item }: { item: VisitItem }) {
    if (!item.checked) return <p className="muted">没有检查记录。</p>;
    return (
        <ul className="plain-list tight">
            {item.checked.answers.map((it) => (
                <li key={it.point}>
                    <span className={`badge ${TONES[it.outcome] ?? ""}`}>
                        {word("point_outcome", it.outcome)}
                    </span>{" "}
                    {it.point}
                    {it.note && <span className="muted">　{it.note}</span>}
                </li>
            ))}
            {item.checked.note && <li>发现问题情况：{item.checked.note}</li>}
        </ul>
    );
}

const TONES: Record<string, string> = { pass: "good", fail: "bad", unchecked: "warn" };
