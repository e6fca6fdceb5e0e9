import { SelectField, TextField } from "@ui/fields";
import { useToday } from "../casework/today";
import type { Unit } from "./units";

interface Props {
  units: Unit[];
  /** Unit, period and money, as they are asked for. */
  query: Record<string, string>;
  /** 户次, or 户 when "entities". */
  shown: string;
  change: (query: Record<string, string>) => void;
}

const PERIODS = [
  ["half", "半年报告期"],
  ["annual", "年终报告期"],
  ["days", "自定起止"],
] as const;

/** The other way to read two of the columns; the empty choice is the annex's own. */
const MONEY = [["fine", "罚款金额"]] as const;
const COUNTED = [["entities", "户（不同的检查对象）"]] as const;

/** Of whom, of when, and how the table is read. */
export function Annex3Choice({ units, query, shown, change }: Props) {
  const today = useToday();
  const { organ, region, ...rest } = query;
  const own = query.from !== undefined || query.to !== undefined;
  const put = (next: Record<string, string>) =>
    change({ ...query, ...(shown ? { shown } : {}), ...next });
  const unit = organ ? `organ=${organ}` : region ? `region=${region}` : "";
  const choosePeriod = (code: string) => {
    if (code === "days")
      return put({ season: "", year: "", from: `${today.slice(0, 4)}-01-01`, to: today });
    put({ season: code, from: "", to: "" });
  };
  const chooseUnit = (key: string) =>
    change({
      ...rest,
      ...(shown ? { shown } : {}),
      ...Object.fromEntries(new URLSearchParams(key)),
    });
  return (
    <div className="card filters no-print" role="search" aria-label="统计范围">
      <SelectField
        label="填报单位"
        value={unit}
        choices={units.map(({ key, name }) => [key, name] as const)}
        change={chooseUnit}
        required
      />
      <SelectField
        label="统计期间"
        none="最近一期"
        choices={PERIODS}
        value={own ? "days" : (query.season ?? "")}
        change={choosePeriod}
      />
      {own ? (
        <>
          <TextField
            label="自哪天"
            type="date"
            value={query.from ?? ""}
            change={(from) => put({ from })}
          />
          <TextField
            label="到哪天"
            type="date"
            value={query.to ?? ""}
            change={(to) => put({ to })}
          />
        </>
      ) : (
        <SelectField
          label="年度"
          none="最近一期的年度"
          choices={yearsTo(today)}
          value={query.year ?? ""}
          change={(year) => put({ year })}
        />
      )}
      <SelectField
        label="抽查数量"
        none="户次"
        choices={COUNTED}
        value={shown}
        change={(next) => put({ shown: next })}
      />
      <SelectField
        label="处罚金额"
        none="罚没金额"
        choices={MONEY}
        value={query.money ?? ""}
        change={(money) => put({ money })}
      />
    </div>
  );
}

const YEARS = 5;

/** This year and those before it, as choices. */
export function yearsTo(today: string): [string, string][] {
  const last = Number(today.slice(0, 4));
  return Array.from({ length: YEARS }, (_, back) => {
    const year = String(last - back);
    return [year, `${year} 年`];
  });
}
