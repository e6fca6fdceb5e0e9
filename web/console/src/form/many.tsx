import { IndustryName } from "../noun/industry";
import { useOrgans, useRegionChoices } from "../noun/names";
import { above } from "../noun/regions";
import { useSession } from "../session/session";
import type { InputProps } from "./FieldInput";
import { FieldInput } from "./FieldInput";
import { useNameOf } from "./nameOf";

const ORGANS = new Set(["participants", "inspecting", "organs"]);
const REGIONS = new Set(["regions"]);

/** The choices of a list of departments or regions: few enough to tick. */
export function useManyChoices(name: string): [string, string][] | undefined {
  const organs = useOrgans();
  const regions = useRegionChoices("");
  const { grants } = useSession();
  if (ORGANS.has(name)) {
    const active = [...organs.values()].filter((organ) => organ.active && organ.may_inspect);
    return active.map((organ) => [organ.id, organ.name]);
  }
  if (REGIONS.has(name)) {
    const own = new Set(grants.map((grant) => grant.region));
    const within = (code: string) => [code, ...above(code)].some((one) => own.has(one));
    return regions.filter(([code]) => within(code)).map(([code, text]) => [code, text.trim()]);
  }
  return undefined;
}

interface Props extends InputProps {
  /** The name of the field that picks one. */
  one: string;
  values: string[];
  wrong: string | undefined;
}

/** Several that are looked up one after the other; each can be taken out again. */
export function ManyPicker({ field, owner, one, values, change, wrong, path, errors }: Props) {
  const add = (value: unknown) => {
    if (typeof value === "string" && value && !values.includes(value)) change([...values, value]);
  };
  return (
    <div className="stack">
      <FieldInput
        key={values.length}
        name={one}
        field={{ ...field, type: "string", required: false }}
        value=""
        change={add}
        {...{ owner, path, errors }}
      />
      {values.length > 0 && (
        <ul className="picked-list" aria-label={`已选的${field.label}`}>
          {values.map((value) => (
            <li key={value} className="picked">
              <ChipName one={one} value={value} />
              <button
                type="button"
                aria-label="去掉这一项"
                onClick={() => change(values.filter((it) => it !== value))}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      {wrong && <span className="wrong">{wrong}</span>}
    </div>
  );
}

function ChipName({ one, value }: { one: string; value: string }) {
  if (one === "industry") return <IndustryName code={value} />;
  return <RecordChip one={one} value={value} />;
}

function RecordChip({ one, value }: { one: string; value: string }) {
  return <>{useNameOf(one, value)}</>;
}
