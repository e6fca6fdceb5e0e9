import type { ReactNode } from "react";
import { Link } from "react-router";
import { paths } from "../paths";
import { rowFields, type Column, type Noun, type Row } from "./noun";
import { StateBadge } from "./StateBadge";
import type { ListState } from "./useListState";
import { labelOf, Value } from "./value";

interface Props {
    noun: Noun;
    columns: Column[];
    rows: Row[];
    list: ListState;
    picked?: Row[];
    pick?: (rows: Row[]) => void;
}

/** Rows under their columns; the first column opens the record. */
export function RowTable({ noun, columns, rows, list, picked, pick }: Props) {
    const fields = rowFields(noun);
    const all = picked && picked.length === rows.length;
    return (
        <div className="table-scroll" role="region" aria-label={`${noun.title}列表`} tabIndex={0}>
            <table className="table">
                <thead>
                    <tr>
                        {pick && (
                            <th>
                                <input
                                    type="checkbox"
                                    aria-label="选中本页全部"
                                    checked={Boolean(all)}
                                    onChange={() => pick(all ? [] : rows)}
                                />
                            </th>
                        )}
                        {columns.map((column) => (
                            <HeadCell
                                key={column.key}
                                column={column}
                                label={columnLabel(column, fields)}
                                list={list}
                            />
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {rows.map((row) => (
                        <tr key={row.id}>
                            {pick && picked && (
                                <td>
                                    <PickBox
                                        row={row}
                                        name={noun.name(row)}
                                        picked={picked}
                                        pick={pick}
                                    />
                                </td>
                            )}
                            {columns.map((column, at) => (
                                <td
                                    key={column.key}
                                    className={column.number ? "number" : undefined}
                                >
                                    <Opening noun={noun} row={row} first={at === 0}>
                                        <Cell column={column} row={row} fields={fields} />
                                    </Opening>
                                </td>
                            ))}
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

type FieldMap = ReturnType<typeof rowFields>;

/** The heading of a column: its own label, or that of the field. */
export function columnLabel(column: Column, fields: FieldMap): string {
    return column.label ?? labelOf(column.key, fields);
}

function HeadCell({ column, label, list }: { column: Column; label: string; list: ListState }) {
    if (!column.sort) return <th className={column.number ? "number" : undefined}>{label}</th>;
    const up = list.sort === column.sort;
    const down = list.sort === `-${column.sort}`;
    const order = up ? "ascending" : down ? "descending" : "none";
    return (
        <th aria-sort={order} className={column.number ? "number" : undefined}>
            <button
                type="button"
                className="sort"
                onClick={() => list.sortBy(column.sort as string)}
            >
                {label} <span aria-hidden="true">{up ? "▲" : down ? "▼" : "↕"}</span>
            </button>
        </th>
    );
}

function Cell({ column, row, fields }: { column: Column; row: Row; fields: FieldMap }) {
    if (column.show) return <>{column.show(row)}</>;
    if (column.key === "state_name") return <StateBadge name={row.state_name} />;
    return <Value value={row[column.key]} name={column.key} field={fields[column.key]} />;
}

function Opening(props: { noun: Noun; row: Row; first: boolean; children: ReactNode }) {
    if (!props.first || !props.noun.view) return <>{props.children}</>;
    return <Link to={paths.show(props.noun.slug, props.row.id)}>{props.children}</Link>;
}

function PickBox(props: { row: Row; name: string; picked: Row[]; pick: (rows: Row[]) => void }) {
    const { row, picked, pick } = props;
    const on = picked.some((it) => it.id === row.id);
    return (
        <input
            type="checkbox"
            aria-label={`选中 ${props.name}`}
            checked={on}
            onChange={() => pick(on ? picked.filter((it) => it.id !== row.id) : [...picked, row])}
        />
    );
}
