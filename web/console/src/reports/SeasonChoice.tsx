import { SelectField } from "@ui/fields";
import { vocabulary } from "@terms/terms";
import { yearsTo } from "../annex3/Annex3Choice";
import { useToday } from "../casework/today";
import type { useSeason } from "./useSeason";

/** Which division and which report. */
export function SeasonChoice({ query, regions, put }: ReturnType<typeof useSeason>) {
  return (
    <div className="card filters no-print" role="search" aria-label="报告期">
      <SelectField
        label="区划"
        choices={regions}
        value={query.region}
        change={(region) => put({ region })}
        required
      />
      <SelectField
        label="报告期"
        none="最近一期"
        choices={vocabulary("report_season")}
        value={query.season}
        change={(season) => put({ season })}
      />
      <SelectField
        label="年度"
        none="最近一期的年度"
        choices={yearsTo(useToday())}
        value={query.year}
        change={(year) => put({ year })}
      />
    </div>
  );
}
