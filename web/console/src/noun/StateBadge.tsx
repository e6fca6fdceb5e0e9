import { toneOf } from "./tone";

/** The state of a record, in words and colour. */
export function StateBadge({ name }: { name: string | undefined }) {
    return <span className={`badge ${toneOf(name)}`}>{name ?? "—"}</span>;
}
