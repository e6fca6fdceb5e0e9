import { useState } from "react";
import { operation, type Field } from "@api/described";
import { CheckField, SelectField, TextField } from "@ui/fields";
import { termsFor } from "@terms/terms";
import { pickerOf } from "../form/pickers";
import { useOrgans, useRegionChoices } from "./names";
import type { Noun } from "./noun";
import { shortLabel } from "../form/labels";

/** Not filters: where one is in the list. */
const PAGING = new Set(["page", "page_size", "sort"]);

/** The query parameters of a noun that are offered as filters. */
export function filterFields(noun: Noun): [string, Field][] {
  const query = operation("get", noun.path)?.query ?? {};
  const names = noun.filters ?? Object.keys(query).filter((name) => !PAGING.has(name));
  return names.flatMap((name) => (query[name] ? [[name, query[name]] as [string, Field]] : []));
}

/** So many filters fit on one line of a desktop. */
const FEW = 4;

interface Props {
  noun: Noun;
  values: Record<string, string>;
  apply: (values: Record<string, string>) => void;
}

/** The filters above a list: choices act at once, texts when the form is sent. */
export function Filters({ noun, values, apply }: Props) {
  const fields = filterFields(noun);
  const [typed, setTyped] = useState<Record<string, string>>({});
  const of = (name: string) => typed[name] ?? values[name] ?? "";
  const send = (name: string, value: string) => {
    setTyped((before) => ({ ...before, [name]: value }));
    apply({ ...typed, [name]: value });
  };
  const [all, setAll] = useState(false);
  if (fields.length === 0) return null;
  // Those beyond the first few wait until they are asked for, or in use.
  const shown = fields.filter(([name], at) => all || at < FEW || of(name) !== "");
  return (
    <form
      className="filters card"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        apply(typed);
      }}
    >
      {shown.map(([name, field]) => (
        <Filter
          key={name}
          noun={noun}
          {...{ name, field }}
          value={of(name)}
          type={(value) => setTyped((before) => ({ ...before, [name]: value }))}
          choose={(value) => send(name, value)}
        />
      ))}
      <button type="submit" className="button">
        查找
      </button>
      <button
        type="button"
        className="button plain"
        onClick={() => {
          setTyped({});
          apply(Object.fromEntries(fields.map(([name]) => [name, ""])));
        }}
      >
        清除条件
      </button>
      {fields.length > FEW && (
        <button
          type="button"
          className="button plain"
          aria-expanded={all}
          onClick={() => setAll(!all)}
        >
          {all ? "收起条件" : "更多条件"}
        </button>
      )}
    </form>
  );
}

interface FilterProps {
  noun: Noun;
  name: string;
  field: Field;
  value: string;
  type: (value: string) => void;
  choose: (value: string) => void;
}

function Filter({ noun, name, field, value, type, choose }: FilterProps) {
  const choices = useChoices(noun, name, field, value);
  const label = shortLabel(field.label);
  if (choices) return <SelectField none="全部" {...{ label, value, choices }} change={choose} />;
  const Picker = pickerOf(name, noun.slug);
  if (Picker) {
    const shown = { ...field, label, help: "", required: false };
    const pick = (chosen: unknown) => choose(typeof chosen === "string" ? chosen : "");
    return (
      <Picker
        {...{ name, value }}
        owner={noun.slug}
        field={shown}
        path=""
        change={pick}
        errors={[]}
      />
    );
  }
  if (field.type === "boolean" && field.label.startsWith("只")) {
    const change = (on: boolean) => choose(on ? "true" : "");
    return <CheckField label={field.label} value={value === "true"} change={change} />;
  }
  if (field.type === "boolean") {
    const yesNo = [
      ["true", "是"],
      ["false", "否"],
    ] as const;
    return <SelectField label={label} none="全部" choices={yesNo} value={value} change={choose} />;
  }
  const date = /(^|_)(from|to|on|before|after|day|date|by)$/u.test(name);
  return (
    <TextField
      label={label}
      type={date ? "date" : "search"}
      value={value}
      change={date ? choose : type}
    />
  );
}

/** The values a filter may have, when they are few and known. */
export function useChoices(
  noun: Noun,
  name: string,
  field: Field,
  value: string,
): readonly (readonly [string, string])[] | undefined {
  const organs = useOrgans();
  const regions = useRegionChoices(name === "region" ? value : "");
  if (field.choices) return field.choices;
  if (name === "organ") return [...organs.values()].map((organ) => [organ.id, organ.name] as const);
  if (name === "region") return regions;
  return termsFor(noun.slug, name);
}
