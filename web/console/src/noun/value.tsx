import type { ReactNode } from "react";
import { fieldsOf, type Field } from "@api/described";
import { day, moment } from "@ui/time";
import { inFen } from "../form/MoneyInput";
import { ItemName, OrganName, RecordName, RegionName, targetOf } from "./names";

const ORGANS = new Set([
    "organ",
    "organs",
    "participants",
    "superior",
    "entrusting",
    "lead",
    "recipient_organ",
    "sender",
    "recipient",
    "competent",
]);
const REGIONS = new Set(["region", "subject_region", "regions", "region_code"]);
const ITEM = /^[A-Z]+[A-Z0-9]*-\d/u;
const DIVISION = /^\d{6}(\d{3})?$/u;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/u;
const DAY = /^\d{4}-\d{2}-\d{2}$/u;

/** A text as what it is: a date, a named code, a department, a record. */
function text(value: string, name: string, field: Field | undefined): ReactNode {
    const chosen = field?.choices?.find(([code]) => code === value);
    if (chosen) return chosen[1];
    if (INSTANT.test(value)) return <time dateTime={value}>{moment(value)}</time>;
    if (DAY.test(value)) return <time dateTime={value}>{day(value)}</time>;
    if (ORGANS.has(name)) return <OrganName id={value} />;
    if (REGIONS.has(name) || (name === "place" && DIVISION.test(value)))
        return <RegionName code={value} />;
    if ((name === "item" || name === "items") && ITEM.test(value)) return <ItemName code={value} />;
    const target = targetOf(name);
    if (target && value) return <RecordName target={target} id={value} />;
    return value || "—";
}

function list(values: unknown[], name: string, field: Field | undefined): ReactNode {
    if (values.length === 0) return "—";
    const short = values.every((value) => typeof value !== "object");
    const items = values.map((value, index) => (
        <li key={index}>
            <Value value={value} name={name} field={field?.items} />
        </li>
    ));
    return <ul className={short ? "inline-list" : "plain-list"}>{items}</ul>;
}

const KEPT_BACK = new Set(["version", "log_index", "allowed_actions", "id"]);

/** The fields of an object, one fact each; codes whose name stands beside them are left out. */
export function Facts({
    value,
    schema,
    only,
}: {
    value: object;
    schema?: string | undefined;
    only?: string[] | undefined;
}) {
    const fields = fieldsOf(schema);
    const entries = Object.entries(value);
    const named = (key: string) => `${key}_name` in value;
    const chosen = only
        ? only.map((key) => [key, (value as Record<string, unknown>)[key]] as const)
        : entries.filter(([key]) => !KEPT_BACK.has(key) && !named(key));
    const present = chosen.filter(([, it]) => !isEmpty(it));
    return (
        <dl className="facts">
            {present.map(([key, it]) => (
                <div key={key} className={isWide(it) ? "wide" : undefined}>
                    <dt>{labelOf(key, fields)}</dt>
                    <dd>
                        <Value value={it} name={key} field={fields[key]} />
                    </dd>
                </div>
            ))}
        </dl>
    );
}

const isEmpty = (it: unknown) =>
    it === null || it === undefined || it === "" || (Array.isArray(it) && it.length === 0);

const LONG_TEXT = 40;

/** Whether a fact needs the whole line: parts, and texts that are read rather than looked at. */
function isWide(it: unknown): boolean {
    if (typeof it === "string") return it.length > LONG_TEXT;
    if (Array.isArray(it)) return it.some((one) => typeof one === "object" || isWide(one));
    if (typeof it !== "object" || it === null) return false;
    return Object.values(it).filter((one) => !isEmpty(one)).length > 1;
}

/** The label of a field; `state_name` is labelled as `state` is. */
export function labelOf(key: string, fields: Record<string, Field>): string {
    const code = key.replace(/_name$/u, "");
    const label = (fields[code] ?? fields[key])?.label ?? key;
    return label.replace("（分）", "");
}

/** Any value of a view, as a person reads it. */
export function Value({
    value,
    name,
    field,
}: {
    value: unknown;
    name: string;
    field?: Field | undefined;
}) {
    if (value === null || value === undefined || value === "") return <>—</>;
    if (typeof value === "boolean") return <>{value ? "是" : "否"}</>;
    if (typeof value === "number")
        return <>{inFen(field) ? yuan(value) : value.toLocaleString("zh-CN")}</>;
    if (Array.isArray(value)) return <>{list(value, name, field)}</>;
    if (typeof value === "object" && !isWide(value)) return <OnlyFact {...{ value, field }} />;
    if (typeof value === "object") return <Facts value={value} schema={field?.ref} />;
    return <>{text(String(value), name, field)}</>;
}

/** The one thing that an object says, on one line. */
function OnlyFact({ value, field }: { value: object; field: Field | undefined }) {
    const fields = fieldsOf(field?.ref);
    const found = Object.entries(value).find(([, it]) => !isEmpty(it));
    if (!found) return <>—</>;
    const [key, it] = found;
    return (
        <>
            {labelOf(key, fields)}：<Value value={it} name={key} field={fields[key]} />
        </>
    );
}

/** Money is counted in 分 and read in 元. */
export function yuan(fen: number): string {
    const minimumFractionDigits = fen % 100 === 0 ? 0 : 2;
    return `${(fen / 100).toLocaleString("zh-CN", { minimumFractionDigits })} 元`;
}
