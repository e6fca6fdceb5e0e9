import type { ReactNode } from "react";
import { fieldsOf, type Field } from "@api/described";
import { day, moment } from "@ui/time";
import { shortLabel } from "../form/labels";
import { inFen } from "../form/MoneyInput";
import { IndustryName } from "./industry";
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
  "office",
  "inspecting",
  "initiator",
  "first_organ",
  "second_organ",
]);
const REGIONS = new Set(["region", "subject_region", "regions", "region_code", "scope", "place"]);
const DIVISION = /^\d{6}(\d{3}){0,2}$/u;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/u;
const INDUSTRIES = new Set(["industry", "industries", "trade"]);
const ITEMS = new Set(["item", "items"]);
const ITEM = /^[A-Z]+[A-Z0-9]*-\d/u;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/u;
const YEAR = /(?:^|_)year$/u;
const DAY = /^\d{4}-\d{2}-\d{2}$/u;

/** A text as what it is: a date, a named code, a department, a record. */
function text(value: string, name: string, field: Field | undefined): ReactNode {
  const chosen = field?.choices?.find(([code]) => code === value);
  if (chosen) return chosen[1];
  if (INSTANT.test(value)) return <time dateTime={value}>{moment(value)}</time>;
  if (DAY.test(value)) return <time dateTime={value}>{day(value)}</time>;
  if (ORGANS.has(name) && UUID.test(value)) return <OrganName id={value} />;
  if (REGIONS.has(name) && DIVISION.test(value)) return <RegionName code={value} />;
  if (INDUSTRIES.has(name)) return <IndustryName code={value} />;
  if (ITEMS.has(name) && ITEM.test(value)) return <ItemName code={value} />;
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

/** A field that says nothing: absent, an empty text, an empty list. */
const isEmpty = (it: unknown) =>
  it === null || it === undefined || it === "" || (Array.isArray(it) && it.length === 0);

const KEPT_BACK = new Set(["version", "log_index", "allowed_actions", "id"]);

/** Parts of a view whose fields stand among the others. */
const FLAT = new Set(["details", "form", "terms"]);

type Fact = [key: string, value: unknown, field: Field | undefined];

function flat(value: object, fields: Record<string, Field>): Fact[] {
  return Object.entries(value).flatMap(([key, it]): Fact[] => {
    const part = FLAT.has(key) && it !== null && typeof it === "object" && !Array.isArray(it);
    return part ? flat(it as object, fieldsOf(fields[key]?.ref)) : [[key, it, fields[key]]];
  });
}

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
  const entries = flat(value, fields);
  const labels = { ...fields, ...Object.fromEntries(entries.map(([key, , it]) => [key, it])) };
  const named = (key: string) => `${key}_name` in value;
  const chosen = only
    ? only.flatMap((key) => entries.filter(([name]) => name === key))
    : entries.filter(([key]) => !KEPT_BACK.has(key) && !named(key));
  const present = chosen.filter(([, it]) => !isEmpty(it));
  return (
    <dl className="facts">
      {present.map(([key, it, field]) => (
        <div key={key} className={isWide(it) ? "wide" : undefined}>
          <dt>{labelOf(key, labels as Record<string, Field>)}</dt>
          <dd>
            <Value value={it} name={key} field={field} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

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
  return shortLabel((fields[code] ?? fields[key])?.label ?? key);
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
  if (typeof value === "number") return <>{numeral(value, name, field)}</>;
  if (Array.isArray(value)) return <>{list(value, name, field)}</>;
  if (typeof value === "object" && !isWide(value)) return <OnlyFact {...{ value, field }} />;
  if (typeof value === "object") return <Facts value={value} schema={field?.ref} />;
  return <>{text(String(value), name, field)}</>;
}

/** A number as one writes it: money in 元, a year without a separator. */
function numeral(value: number, name: string, field: Field | undefined): string {
  if (inFen(field)) return yuan(value);
  // Coordinates have six digits behind the point.
  const maximumFractionDigits = 6;
  return YEAR.test(name) ? String(value) : value.toLocaleString("zh-CN", { maximumFractionDigits });
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
