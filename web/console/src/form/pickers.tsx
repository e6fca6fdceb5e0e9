import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState, type FunctionComponent } from "react";
import { request, type Page } from "@api/client";
import { operation } from "@api/described";
import { Combo } from "@ui/combo";
import { SelectField } from "@ui/fields";
import { useIndustries } from "../noun/industry";
import { useOrgans, useRegionChoices } from "../noun/names";
import type { Row } from "../noun/noun";
import { useMay } from "../session/session";
import { oneOnly, type InputProps } from "./FieldInput";
import { shortLabel } from "./labels";
import { PersonPicker } from "./PersonPicker";

type PickerProps = InputProps & { wrong?: string | undefined };
type Picker = FunctionComponent<PickerProps>;

const text = (value: unknown) => (typeof value === "string" ? value : "");

const frameOf = ({ field, wrong, name }: PickerProps) => ({
  label: shortLabel(field.label || name),
  help: oneOnly(field.help),
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
  const choices = useRegionChoices(text(props.value));
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
const ALL = 200;

/** The record that is chosen already, when it is not among those found. */
function useChosen(path: string, value: string, found: boolean): Row | undefined {
  const one = operation("get", `${path}/{id}`) !== undefined;
  const { data } = useQuery({
    queryKey: [path, value],
    queryFn: () => request<Row>("get", `${path}/${encodeURIComponent(value)}`),
    enabled: value !== "" && !found && one,
  });
  return found ? undefined : data;
}

/** A picker that looks records up by a part of their name or number. */
function searching(path: string, name: (row: Row) => string, key: (row: Row) => string): Picker {
  return function SearchPicker(props) {
    const may = useMay();
    const [typed, setTyped] = useState("");
    const q = useDeferredValue(typed);
    const value = text(props.value);
    const searched = operation("get", path)?.query?.q !== undefined;
    const query = searched ? { q, page_size: FOUND } : { page_size: ALL };
    const { data } = useQuery({
      queryKey: [path, "pick", query],
      queryFn: () => request<Page<Row>>("get", path, { query }),
      enabled: may(operation("get", path)?.permission ?? ""),
    });
    const found = data?.items ?? [];
    const chosen = useChosen(path, value, !data || found.some((row) => key(row) === value));
    const fits = (row: Row) => searched || name(row).includes(typed);
    const rows = [...(chosen ? [chosen] : []), ...found.filter(fits)];
    return (
      <Combo
        {...frameOf(props)}
        choices={rows.map((row) => [key(row), name(row)] as const)}
        value={value}
        change={(id) => props.change(id || null)}
        type={setTyped}
      />
    );
  };
}

const numbered = (row: Row) => `${row.number as string} ${row.matter as string}`;
const documented = (row: Row) => `${row.document as string}（${row.subject_name as string}）`;
const taskName = (row: Row) =>
  `${(row.form as { name?: string }).name ?? ""}（${row.number as string}）`;
const itemTerms = (row: Row) => (row.terms ?? row) as { name?: string };
const itemName = (row: Row) => `${itemTerms(row).name ?? ""}（${String(row.code)}）`;
const field = (name: string) => (row: Row) => String(row[name] ?? "");
const id = field("id");
/** With the number of the certificate, by which refusals name a person. */
const inspectorName = (row: Row) => {
  const details = row.details as { name: string; code: string } | undefined;
  // Whoever may not see who it is knows that there is somebody.
  return details ? `${details.name}（${details.code}）` : "（无权查看）";
};

const ItemPicker = searching("/api/v1/items", itemName, field("code"));

/** A class of GB/T 4754 at any level: a prefix stands for all that it contains. */
const IndustryPicker: Picker = (props) => {
  const [typed, setTyped] = useState("");
  const value = text(props.value);
  const all = useIndustries();
  const named = (it: { code: string; name: string }) => `${it.code} ${it.name}`;
  const fits = all.filter((it) => it.code !== value && named(it).includes(typed));
  const later = (it: { code: string }) => Number(!it.code.startsWith(typed));
  const found = fits.sort((a, b) => later(a) - later(b)).slice(0, FOUND);
  const own = all.find((it) => it.code === value);
  const chosen = value ? [[value, own ? named(own) : value] as const] : [];
  return (
    // Begun anew once the classes are read: until then the box says the code alone, and keeps it.
    <Combo
      key={all.length > 0 ? "read" : "reading"}
      {...frameOf(props)}
      choices={[...chosen, ...found.map((it) => [it.code, named(it)] as const)]}
      value={value}
      change={(code) => props.change(code || null)}
      type={setTyped}
    />
  );
};

/** Somebody by his account, for those who may name people but not list accounts. */
const NamedPicker: Picker = (props) => (
  <PersonPicker
    {...frameOf(props)}
    value={text(props.value)}
    change={(account) => props.change(account || null)}
  />
);

const PICKERS: Record<string, Picker> = {
  organ: OrganPicker,
  participants: OrganPicker,
  recipient_organ: OrganPicker,
  superior: OrganPicker,
  entrusting: OrganPicker,
  region: RegionPicker,
  "NewTag.scope": RegionPicker,
  "NewCase.place": RegionPicker,
  "CaseChange.place": RegionPicker,
  "NewCampaign.place": RegionPicker,
  "PaperForm.part": searching(
    "/api/v1/inspection-parts",
    (row) => `${row.subject_name as string}（${row.number as string}）`,
    id,
  ),
  "PaperForm.item": ItemPicker,
  "NewCase.items": ItemPicker,
  "CaseChange.items": ItemPicker,
  "NewCampaign.item": ItemPicker,
  subject: searching(
    "/api/v1/subjects",
    (row) => `${row.name as string}（${row.code as string}）`,
    id,
  ),
  inspector: searching("/api/v1/inspectors", inspectorName, id),
  plan: searching("/api/v1/plans", field("name"), id),
  task: searching("/api/v1/tasks", taskName, id),
  inspection: searching(
    "/api/v1/inspections",
    (row) => `${row.subject_name as string}（${row.number as string}）`,
    id,
  ),
  case: searching("/api/v1/cases", numbered, id),
  case_file: searching("/api/v1/cases", numbered, id),
  into: searching("/api/v1/cases", numbered, id),
  referral: searching("/api/v1/referrals", documented, id),
  penalty: searching("/api/v1/penalties", numbered, id),
  restriction: searching(
    "/api/v1/restrictions",
    (row) => `${row.kind_name as string}：${row.subject_name as string}`,
    id,
  ),
  registered_as: searching(
    "/api/v1/subjects",
    (row) => `${row.name as string}（${row.code as string}）`,
    id,
  ),
  recipient: OrganPicker,
  licensing: OrganPicker,
  registrar: OrganPicker,
  account: searching(
    "/api/v1/accounts",
    (row) => `${row.name as string}（${row.login as string}）`,
    id,
  ),
  "NewInspector.account": NamedPicker,
  "InspectorProposal.account": NamedPicker,
  tag: searching("/api/v1/tags", field("name"), id),
  item_code: ItemPicker,
  industry: IndustryPicker,
  "NewCampaign.trade": IndustryPicker,
  responsible: searching("/api/v1/subjects", field("name"), id),
  "NewConference.office": OrganPicker,
  "NewConference.lead": OrganPicker,
  initiator: OrganPicker,
};

/** How a field that holds an id is chosen. */
export function pickerOf(name: string, owner: string): Picker | undefined {
  return PICKERS[`${owner}.${name}`] ?? PICKERS[name];
}
