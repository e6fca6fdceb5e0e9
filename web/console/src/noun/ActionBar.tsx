import { useState } from "react";
import { Link } from "react-router";
import { ActionDialog } from "./ActionDialog";
import { bind, type Bound, type Noun, type Row } from "./noun";

interface Props {
    noun: Noun;
    row: Row;
    /** Called after an action was carried out. */
    done: () => void;
}

/** The buttons of a record: what the server allows this person now, and nothing else. */
export function ActionBar({ noun, row, done }: Props) {
    const [open, setOpen] = useState<Bound>();
    const codes = (row.allowed_actions ?? []).filter((code) => !noun.actions?.[code]?.elsewhere);
    const bound = codes.flatMap((code) => bind(noun, code) ?? []);
    const pages = codes.flatMap((code) => {
        const act = noun.actions?.[code];
        return act?.to && act.label ? [{ code, to: act.to(row), label: act.label }] : [];
    });
    if (bound.length + pages.length === 0) return null;
    return (
        <div className="row" role="group" aria-label="可以办理">
            {pages.map((page) => (
                <Link key={page.code} className="button primary" to={page.to}>
                    {page.label}
                </Link>
            ))}
            {bound
                .filter((it) => !it.act.to)
                .map((it, at) => (
                    <button
                        key={it.code}
                        type="button"
                        className={`button ${it.act.danger ? "danger" : at === 0 ? "primary" : ""}`}
                        onClick={() => setOpen(it)}
                    >
                        {labelOfAction(it)}
                    </button>
                ))}
            {open && (
                <ActionDialog
                    bound={open}
                    noun={noun}
                    row={row}
                    close={() => setOpen(undefined)}
                    done={() => {
                        setOpen(undefined);
                        done();
                    }}
                />
            )}
        </div>
    );
}

/** "批准临时任务或专项检查；须附理由" → what stands on a button. */
export function labelOfAction(bound: Bound): string {
    return bound.act.label ?? bound.operation.summary.split(/[；，。（]/u)[0] ?? bound.code;
}
