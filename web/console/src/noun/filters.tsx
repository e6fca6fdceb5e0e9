import { useState } from "react";
import { operation, type Field } from "@api/described";
import { CheckField, SelectField, TextField } from "@ui/fields";
import { termsFor } from "@terms/terms";
import { pickerOf } from "../form/pickers";
import { useOrgans, useRegions } from "./names";
import type { Noun } from "./noun";

/** Not filters: where one is in the list. */
const PAGING = new Set(["page", "page_size", "sort"]);

/** The query parameters of a noun that are offered as filters. */
export function filterFields(noun: Noun): [string, Field][] {
    const query = operation("get", noun.path)?.query ?? {};
    const names = noun.filters ?? Object.keys(query).filter((name) => !PAGING.has(name));
    return names.flatMap((name) => (query[name] ? [[name, query[name]] as [string, Field]] : []));
}

interface Props {
    noun: Noun;
    values: URLSearchParams;
    apply: (values: Record<string, string>) => void;
}

/** The filters above a list: choices act at once, texts when the form is sent. */
export function Filters({ noun, values, apply }: Props) {
    const fields = filterFields(noun);
    const [typed, setTyped] = useState<Record<string, string>>({});
    const of = (name: string) => typed[name] ?? values.get(name) ?? "";
    const send = (name: string, value: string) => {
        setTyped((before) => ({ ...before, [name]: value }));
        apply({ ...typed, [name]: value });
    };
    if (fields.length === 0) return null;
    return (
        <form
            className="filters"
            role="search"
            onSubmit={(event) => {
                event.preventDefault();
                apply(typed);
            }}
        >
            {fields.map(([name, field]) => (
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
    const choices = useChoices(noun, name, field);
    if (choices) {
        return (
            <SelectField label={field.label} none="全部" {...{ value, choices }} change={choose} />
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
        return (
            <SelectField
                label={field.label}
                none="全部"
                choices={yesNo}
                value={value}
                change={choose}
            />
        );
    }
    const Picker = pickerOf(name, noun.slug);
    if (Picker) {
        const change = (id: unknown) => choose(typeof id === "string" ? id : "");
        const rest = { owner: noun.slug, path: name, errors: [], wrong: undefined };
        return <Picker {...{ name, field, value, change }} {...rest} />;
    }
    const date = /(_from|_to|_on|_before|_after|^from|^to|^on|^date)$/u.test(name);
    return (
        <TextField
            label={field.label}
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
): readonly (readonly [string, string])[] | undefined {
    const organs = useOrgans();
    const regions = useRegions();
    if (field.choices) return field.choices;
    if (name === "organ")
        return [...organs.values()].map((organ) => [organ.id, organ.name] as const);
    if (name === "region")
        return [...regions.values()].map((region) => [region.code, region.name] as const);
    return termsFor(noun.slug, name);
}
