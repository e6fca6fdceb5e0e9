import type { Problem } from "@api/problem";
import { CheckField, SelectField, TextField } from "@ui/fields";
import { word } from "@terms/terms";
import { termsOf } from "../items/chapters";
import {
  percentOf,
  quotaAs,
  quotaKind,
  wrongAt,
  type PickedItem,
  type Quota,
  type QuotaKind,
} from "./form";
import { useItems } from "./ItemsPicker";

const KINDS: [QuotaKind, string][] = [
  ["ratio", "按比例"],
  ["count", "按户数"],
  ["by_class", "按信用风险分类定比例"],
  ["all", "全部检查"],
];

const CLASSES = ["A", "B", "C", "D", "U"] as const;

/** Beside 不低于比例, which is what holds when nothing is chosen. */
const ROUNDINGS = [
  ["max", "不超过比例（舍去）"],
  ["near", "四舍五入"],
] as const;

interface Props {
  quota: Quota;
  items: PickedItem[];
  change: (quota: Quota) => void;
  problem: Problem | undefined;
}

/** How many are drawn, with the ceiling that the picked items set. */
export function QuotaField({ quota, items, change, problem }: Props) {
  const kind = quotaKind(quota);
  const set = (part: Partial<Quota>) => change({ ...quota, ...part });
  const wrong = (name: string) => wrongAt(problem, `quota.${name}`);
  return (
    <div className="stack">
      <fieldset className="fieldset">
        <legend>怎样确定抽取数量</legend>
        <div className="row">
          {KINDS.map(([code, name]) => (
            <label key={code} className="choice">
              <input
                type="radio"
                name="quota-kind"
                checked={kind === code}
                onChange={() => change(quotaAs(quota, code))}
              />
              {name}
            </label>
          ))}
        </div>
        {wrongAt(problem, "quota") && (
          <span className="wrong" role="alert">
            {wrongAt(problem, "quota")}
          </span>
        )}
      </fieldset>
      <div className="form-grid">
        {kind === "ratio" && (
          <TextField
            label="比例"
            help="例如 5%"
            value={quota.ratio ?? ""}
            change={(ratio) => set({ ratio })}
            wrong={wrong("ratio")}
            required
          />
        )}
        {kind === "count" && (
          <TextField
            label="户数"
            type="number"
            min={1}
            value={String(quota.count ?? "")}
            change={(text) => set({ count: text === "" ? null : Number(text) })}
            wrong={wrong("count")}
            required
          />
        )}
        {kind === "by_class" && <ByClass quota={quota} set={set} wrong={wrong} />}
        {kind !== "count" && kind !== "all" && (
          <SelectField
            label="取整"
            choices={ROUNDINGS}
            value={quota.rounding === "min" ? "" : (quota.rounding ?? "")}
            change={(rounding) => set({ rounding })}
            none="不低于比例（进一）"
          />
        )}
        <TextField
          label="分几批派发"
          type="number"
          min={0}
          help="0 为不分批"
          value={String(quota.batches ?? 0)}
          change={(text) => set({ batches: Number(text) })}
          wrong={wrong("batches")}
        />
        <CheckField
          label="有对象的单元至少抽一户"
          value={quota.at_least_one ?? false}
          change={(at_least_one) => set({ at_least_one })}
        />
      </div>
      <Ceiling quota={quota} items={items} />
    </div>
  );
}

interface ByClassProps {
  quota: Quota;
  set: (part: Partial<Quota>) => void;
  wrong: (name: string) => string | undefined;
}

function ByClass({ quota, set, wrong }: ByClassProps) {
  const ratios = (quota.by_class ?? {}) as Record<string, string>;
  const name = (letter: string) => (letter === "U" ? "未分类" : word("risk_class", letter));
  return (
    <>
      {CLASSES.map((letter) => (
        <TextField
          key={letter}
          label={`${name(letter)}的比例`}
          value={ratios[letter] ?? ""}
          change={(text) => {
            const { [letter]: _, ...others } = ratios;
            set({ by_class: text === "" ? others : { ...others, [letter]: text } });
          }}
          wrong={wrong(`by_class.${letter}`)}
        />
      ))}
    </>
  );
}

/** The tightest ceiling of the picked items; what is above it says so before it is sent. */
function Ceiling({ quota, items }: { quota: Quota; items: PickedItem[] }) {
  const found = useItems([...new Set(items.map((it) => it.code))]);
  const ceilings = found.flatMap((item) => {
    const terms = termsOf(item);
    const percent = percentOf(terms.ratio_ceiling);
    return percent === undefined ? [] : [{ name: terms.name, percent }];
  });
  ceilings.sort((a, b) => a.percent - b.percent);
  const lowest = ceilings[0];
  if (!lowest) return <p className="muted">所选事项没有规定比例上限。</p>;
  const asked = percentOf(quota.ratio);
  const above = asked !== undefined && asked > lowest.percent;
  return (
    <p className={`notice ${above ? "bad" : ""}`} role="status">
      比例上限 {lowest.percent}%（{lowest.name}）
      {above && `；现在填的 ${asked}% 超过了上限，抽取时会被拒绝`}。
    </p>
  );
}
