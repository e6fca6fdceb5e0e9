import { TextField, SelectField } from "@ui/fields";
import { useField } from "../local/Field";
import { useLive } from "../local/useLive";
import type { Named } from "./codes";
import type { Checklist } from "./checklist";

type Use = Checklist["commissions"][number];

interface Props {
  value: Use[];
  change: (value: Use[]) => void;
}

const NEW: Use = { institution: "", report_no: "", conclusion: "" };

/** Reports of commissioned institutions that the officer adopts. */
export function Commissions({ value, change }: Props) {
  const { db } = useField();
  const known = useLive(() => db.recall<Named>("institutions"), [db]) ?? [];
  const shown = value.length > 0 ? value : [NEW];
  const set = (at: number, part: Partial<Use>) =>
    change(shown.map((it, i) => (i === at ? { ...it, ...part } : it)));
  return (
    <fieldset className="fieldset stack">
      <legend>采纳的专业机构报告</legend>
      {known.length === 0 && <p className="muted">名录里没有受委托的专业机构。</p>}
      {shown.map((it, at) => (
        <div key={at} className="stack tight">
          <SelectField
            label="机构"
            value={it.institution}
            change={(institution) => set(at, { institution })}
            choices={known}
          />
          <TextField
            label="报告编号"
            value={it.report_no}
            change={(report_no) => set(at, { report_no })}
            maxLength={100}
          />
          <TextField
            label="采纳的结论"
            value={it.conclusion}
            change={(conclusion) => set(at, { conclusion })}
            maxLength={500}
          />
        </div>
      ))}
      <button type="button" className="button" onClick={() => change([...shown, NEW])}>
        再加一份报告
      </button>
    </fieldset>
  );
}
