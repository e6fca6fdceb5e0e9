import { Link } from "react-router";
import type { Noun, Row } from "../noun/noun";
import { paths } from "../paths";

const opening = (slug: string, key: string) => (row: Row) => (
    <Link to={paths.show(slug, row.id)}>{String(row[key])}</Link>
);

/** Draws of one task. */
export const taskDraws: Noun = {
    slug: "task-draws",
    title: "抽取",
    group: "抽取和检查",
    hidden: true,
    path: "/api/v1/draws",
    permission: "draw.read",
    name: (row) => String(row.draw_id),
    columns: [
        { key: "draw_id", label: "抽取编号", show: opening("draws", "draw_id") },
        { key: "kind", label: "种类" },
        { key: "attempt", number: true },
        { key: "state_name" },
    ],
};

/** Visits of one task. */
export const taskVisits: Noun = {
    slug: "task-visits",
    title: "检查",
    group: "抽取和检查",
    hidden: true,
    path: "/api/v1/inspections",
    permission: "inspection.read",
    name: (row) => String(row.number),
    columns: [
        { key: "number", label: "编号", show: opening("inspections", "number") },
        { key: "subject_name", label: "检查对象" },
        { key: "window_to", label: "检查期限" },
        { key: "done_on" },
        { key: "state_name" },
    ],
};
