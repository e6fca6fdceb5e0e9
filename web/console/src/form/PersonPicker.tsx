import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { request, type Page, type Schema } from "@api/client";
import { Combo } from "@ui/combo";
import { word } from "@terms/terms";

export type Person = Schema<"NameableView">;

const PATH = "/api/v1/people";
const FOUND = 20;

/** "王芳（县纪委监委，纪检监督观察员）" */
export const personName = ({ name, organ_name, roles }: Person): string =>
  `${name}（${[organ_name, ...roles.map((role) => word("role", role))].join("，")}）`;

/** Somebody who may be named, by the id of the account. */
export function usePerson(id: string): Person | undefined {
  const { data } = useQuery({
    queryKey: [PATH, id],
    queryFn: () => request<Person>("get", `${PATH}/${encodeURIComponent(id)}`),
    enabled: id !== "",
    retry: false,
  });
  return data;
}

interface Props {
  label: string;
  value: string;
  change: (account: string) => void;
  /** As what the person takes part in a draw. */
  part?: "contributor" | "holder" | "recorder";
  /** Who is chosen already elsewhere. */
  without?: readonly string[];
  help?: string;
  wrong?: string | undefined;
  required?: boolean;
}

/** One of the people whom one may name: type a part of the name or of the department's. */
export function PersonPicker({ part, without = [], value, change, ...frame }: Props) {
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed);
  const query = { q, page_size: FOUND, ...(part ? { part } : {}) };
  const { data } = useQuery({
    queryKey: [PATH, "pick", query],
    queryFn: () => request<Page<Person>>("get", PATH, { query }),
    placeholderData: (before) => before,
  });
  const found = (data?.items ?? []).filter((it) => !without.includes(it.id));
  const chosen = usePerson(found.some((it) => it.id === value) ? "" : value);
  const choices = [...(chosen ? [chosen] : []), ...found];
  return (
    <Combo
      {...frame}
      choices={choices.map((it) => [it.id, personName(it)] as const)}
      value={value}
      change={change}
      type={setTyped}
    />
  );
}
