import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { operation } from "@api/described";
import type { Schema } from "@api/client";
import { day } from "@ui/time";
import { ActionDialog } from "../../noun/ActionDialog";
import type { Bound, Noun, Row } from "../../noun/noun";
import { Facts } from "../../noun/value";
import { useMay } from "../../session/session";
import { BeforeAfter } from "./Change";

type Result = Schema<"ResultPage">;

const FACTS = [
    "code_name",
    "text",
    "subject_name",
    "subject_code",
    "item_name",
    "item_code",
    "organ_name",
    "task_name",
    "task_number",
    "certificates",
    "inspected_on",
    "due_on",
    "published_on",
    "late",
    "edition",
];

interface Props {
    row: Row;
    noun: Noun;
}

/** A published result with its history, and the way to have it corrected. */
export function ResultOverview({ row, noun }: Props) {
    const result = row as unknown as Result;
    return (
        <div className="stack">
            {result.objection_open && (
                <p className="notice warn">有一件异议还没有决定；决定之前，结果照原样公开。</p>
            )}
            <ProposeChange row={row} noun={noun} />
            <div className="card">
                <Facts value={result} schema="ResultView" only={FACTS} />
            </div>
            {result.history.map((it) => (
                <section key={it.edition} className="stack" aria-label={`第 ${it.edition} 版`}>
                    <h2>
                        第 {it.edition} 版：{it.kind_name}
                        {it.applied_on && `，${day(it.applied_on)}生效`}
                    </h2>
                    <p>理由：{it.reason}</p>
                    <BeforeAfter
                        before={{
                            code: it.before_code ?? null,
                            text: it.before_text ?? null,
                        }}
                        after={
                            it.kind === "withdraw"
                                ? undefined
                                : { code: it.code ?? null, text: it.text ?? null }
                        }
                    />
                </section>
            ))}
        </div>
    );
}

function proposing(row: Row): Bound | undefined {
    const path = "/api/v1/results/{id}/changes";
    const found = operation("post", path);
    const initial = () => ({
        kind: "correct",
        edition: row.edition,
        code: row.code,
        text: row.text,
    });
    const act = {
        label: "提出更正或撤回",
        initial,
        hide: ["edition"],
        note: "须本部门和部门以外各一人批准才生效；更正前后的内容都公开。撤回的，不改结果和文字。",
    };
    return found && { code: "propose", act, method: "post", path, operation: found };
}

function ProposeChange({ row, noun }: Props) {
    const may = useMay()("result.change");
    const cache = useQueryClient();
    const [open, setOpen] = useState(false);
    const bound = proposing(row);
    if (!may || !bound || row.state !== "published") return null;
    return (
        <div>
            <button type="button" className="button" onClick={() => setOpen(true)}>
                提出更正或撤回
            </button>
            {open && (
                <ActionDialog
                    bound={bound}
                    noun={noun}
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
