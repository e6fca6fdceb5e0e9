import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { operation } from "@api/described";
import { Empty } from "@ui/states";
import { ActionDialog } from "../../noun/ActionDialog";
import type { Bound, Noun, Row } from "../../noun/noun";
import { useMay } from "../../session/session";
import { Sealed } from "../../work/Sealed";

const PATH = "/api/v1/cases/{id}/complainant";

/** Who complained: sealed apart from the case. */
export function Complainant({ row, noun }: { row: Row; noun: Noun }) {
    const may = useMay();
    const cache = useQueryClient();
    const [open, setOpen] = useState(false);
    const found = operation("post", PATH);
    if (row.has_complainant === true) {
        return (
            <Sealed
                who="投诉举报人"
                path={`/api/v1/cases/${row.id}/reveal`}
                schema="ComplainantView"
                may={row.allowed_actions?.includes("reveal") ?? false}
            />
        );
    }
    const bound: Bound | undefined = found && {
        code: "seal",
        path: PATH,
        method: "post",
        act: {
            label: "密封登记投诉举报人",
            note: "登记之后只有说明理由才能查看，每次查看都留痕。",
        },
        operation: found,
    };
    return (
        <div className="stack">
            <Empty title="没有登记投诉举报人" />
            {may("case.write") && row.state !== "closed" && bound && (
                <div>
                    <button type="button" className="button" onClick={() => setOpen(true)}>
                        密封登记投诉举报人
                    </button>
                </div>
            )}
            {open && bound && (
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
