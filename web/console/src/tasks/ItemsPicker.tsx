import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { request, type Page } from "@api/client";
import { TextField } from "@ui/fields";
import { Failed } from "@ui/states";
import { termsOf } from "../items/chapters";
import { useOrgans } from "../noun/names";
import type { Row } from "../noun/noun";
import { Value } from "../noun/value";
import { termField } from "../items/chapters";
import type { PickedItem } from "./form";

const FOUND = 8;

/** Every department that inspects an item: of a joint one, who begins it and who joins. */
export function inspectingOf(item: Row): string[] {
  const terms = termsOf(item);
  const joint = terms.initiator ? [terms.initiator, ...terms.participants] : [];
  return [...new Set([...terms.inspecting, ...joint])];
}

interface Props {
  picked: PickedItem[];
  change: (picked: PickedItem[]) => void;
  wrong: string | undefined;
}

/** Items of published lists, looked for and picked, each with the departments that inspect it.
 * What may not be drawn today says why and cannot be picked. */
export function ItemsPicker({ picked, change, wrong }: Props) {
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed);
  const found = useQuery({
    queryKey: ["/api/v1/items", "pick", q],
    queryFn: () => request<Page<Row>>("get", "/api/v1/items", { query: { q, page_size: FOUND } }),
  });
  const add = (item: Row) => {
    const organs = inspectingOf(item);
    const known = (organ: string) =>
      picked.some((it) => it.code === item.code && it.organ === organ);
    const fresh = organs.filter((organ) => !known(organ));
    change([...picked, ...fresh.map((organ) => ({ code: String(item.code), organ }))]);
  };
  const codes = [...new Set(picked.map((it) => it.code))];
  return (
    <div className="stack">
      <TextField
        label="在已公布的清单里查找事项"
        type="search"
        value={typed}
        change={setTyped}
        wrong={wrong}
      />
      {found.error && <Failed error={found.error} />}
      <ul className="pick-list" aria-label="找到的事项">
        {found.data?.items.map((item) => (
          <FoundItem
            key={item.id}
            item={item}
            picked={codes.includes(String(item.code))}
            add={() => add(item)}
          />
        ))}
      </ul>
      {found.data?.items.length === 0 && <p className="muted">没有找到事项。</p>}
      <h3>已选 {codes.length} 项</h3>
      {codes.map((code) => (
        <PickedOne key={code} code={code} picked={picked} change={change} />
      ))}
    </div>
  );
}

function FoundItem({ item, picked, add }: { item: Row; picked: boolean; add: () => void }) {
  const terms = termsOf(item);
  return (
    <li>
      <span>
        <strong>{terms.name}</strong> <span className="muted">{String(item.code)}</span>{" "}
        <span className={`badge ${terms.class === "key" ? "warn" : ""}`}>
          <Value value={terms.class} name="class" field={termField("class")} />
        </span>{" "}
        <span className="muted">
          {(item.organ_names as string[]).join("、")}
          {terms.ratio_ceiling && `；比例上限 ${terms.ratio_ceiling}`}
        </span>
        {!item.drawable && <span className="wrong">{String(item.not_drawable)}</span>}
      </span>
      <button
        type="button"
        className="button small"
        disabled={picked || !item.drawable}
        aria-label={`${picked ? "已选" : "选"} ${terms.name}`}
        onClick={add}
      >
        {picked ? "已选" : "选"}
      </button>
    </li>
  );
}

interface PickedProps {
  code: string;
  picked: PickedItem[];
  change: (picked: PickedItem[]) => void;
}

/** One picked item: which of its departments take part. */
function PickedOne({ code, picked, change }: PickedProps) {
  const item = useItem(code);
  const organs = useOrgans();
  const chosen = picked.filter((it) => it.code === code).map((it) => it.organ);
  const offered = [...new Set([...(item ? inspectingOf(item) : []), ...chosen])];
  const turn = (organ: string, on: boolean) =>
    change(
      on
        ? [...picked, { code, organ }]
        : picked.filter((it) => it.code !== code || it.organ !== organ),
    );
  const name = item ? termsOf(item).name : code;
  return (
    <fieldset className="fieldset">
      <legend>
        {name}（{code}）
      </legend>
      <div className="row">
        <span className="muted">检查部门：</span>
        {offered.map((organ) => (
          <label key={organ} className="choice">
            <input
              type="checkbox"
              checked={chosen.includes(organ)}
              onChange={(event) => turn(organ, event.target.checked)}
            />
            {organs.get(organ)?.name ?? organ}
          </label>
        ))}
        <button
          type="button"
          className="button small danger"
          aria-label={`去掉 ${name}`}
          onClick={() => change(picked.filter((it) => it.code !== code))}
        >
          去掉
        </button>
      </div>
    </fieldset>
  );
}

/** The item in force of a code. */
export function useItem(code: string): Row | undefined {
  return useItems([code])[0];
}

/** The items in force of some codes; those that are not known yet are left out. */
export function useItems(codes: string[]): Row[] {
  const { data } = useQuery({
    queryKey: ["/api/v1/items", "codes", codes],
    queryFn: () =>
      Promise.all(
        codes.map((q) =>
          request<Page<Row>>("get", "/api/v1/items", { query: { q, page_size: FOUND } }),
        ),
      ),
    staleTime: 60_000,
  });
  const all = data?.flatMap((page) => page.items) ?? [];
  return codes.flatMap((code) => all.find((item) => item.code === code) ?? []);
}
