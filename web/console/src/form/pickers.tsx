import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState, type FunctionComponent } from "react";
import { request, type Page } from "@api/client";
import { Combo } from "@ui/combo";
import { SelectField } from "@ui/fields";
import { useOrgans, useRegions } from "../noun/names";
import type { Row } from "../noun/noun";
import type { InputProps } from "./FieldInput";

type PickerProps = InputProps & { wrong: string | undefined };
type Picker = FunctionComponent<PickerProps>;

const text = (value: unknown) => (typeof value === "string" ? value : "");

const frameOf = ({ field, wrong, name }: PickerProps) => ({
    label: field.label || name,
    help: field.help,
    wrong,
    required: Boolean(field.required && !field.nullable),
});

const OrganPicker: Picker = (props) => {
    const organs = [...useOrgans().values()].filter((organ) => organ.active);
    const choices = organs.map((organ) => [organ.id, organ.name] as const);
    return (
        <SelectField
            {...frameOf(props)}
            choices={choices}
            value={text(props.value)}
            change={(id) => props.change(id || null)}
        />
    );
};

const RegionPicker: Picker = (props) => {
    const choices = [...useRegions().values()].map((region) => [region.code, region.name] as const);
    return (
        <SelectField
            {...frameOf(props)}
            choices={choices}
            value={text(props.value)}
            change={(code) => props.change(code || null)}
        />
    );
};

const FOUND = 20;

/** A picker that looks records up by a part of their name or number. */
function searching(path: string, name: (row: Row) => string, key: (row: Row) => string): Picker {
    return function SearchPicker(props) {
        const [typed, setTyped] = useState("");
        const q = useDeferredValue(typed);
        const { data } = useQuery({
            queryKey: [path, "pick", q],
            queryFn: () => request<Page<Row>>("get", path, { query: { q, page_size: FOUND } }),
        });
        return (
            <Combo
                {...frameOf(props)}
                choices={(data?.items ?? []).map((row) => [key(row), name(row)] as const)}
                value={text(props.value)}
                change={(id) => props.change(id || null)}
                type={setTyped}
            />
        );
    };
}

const field = (name: string) => (row: Row) => String(row[name] ?? "");
const id = field("id");

const PICKERS: Record<string, Picker> = {
    organ: OrganPicker,
    participants: OrganPicker,
    recipient_organ: OrganPicker,
    superior: OrganPicker,
    entrusting: OrganPicker,
    region: RegionPicker,
    subject: searching(
        "/api/v1/subjects",
        (row) => `${row.name as string}（${row.code as string}）`,
        id,
    ),
    inspector: searching("/api/v1/inspectors", field("name"), id),
    plan: searching("/api/v1/plans", field("name"), id),
    account: searching("/api/v1/accounts", field("name"), id),
};

/** How a field that holds an id is chosen. */
export function pickerOf(name: string): Picker | undefined {
    return PICKERS[name];
}
