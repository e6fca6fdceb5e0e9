import { useId, useState } from "react";
import { personName, PersonPicker, usePerson } from "../../form/PersonPicker";
import { useOrgans } from "../../noun/names";
import type { Known } from "./plan";

interface Props {
  label: string;
  /** As what they take part. */
  part: "contributor" | "recorder";
  known: Known[];
  values: string[];
  change: (values: string[]) => void;
  wrong: string | undefined;
}

/** Who takes part: those of earlier draws to tick, others looked up by their name. */
export function PartyField({ label, part, known, values, change, wrong }: Props) {
  const id = useId();
  const organs = useOrgans();
  // Who was added stays in the list when the tick is taken back.
  const [added, setAdded] = useState<string[]>([]);
  const before = new Set(known.map((it) => it.account));
  const others = [...new Set([...added, ...values])].filter((it) => !before.has(it));
  const organ = (it: Known) => (it.organ ? (organs.get(it.organ)?.name ?? "") : "");
  const turn = (account: string, on: boolean) =>
    change(on ? [...values, account] : values.filter((it) => it !== account));
  const add = (account: string) => {
    if (!account) return;
    setAdded((all) => [...all, account]);
    turn(account, true);
  };
  const box = { id, values, turn };
  return (
    <fieldset className="fieldset">
      <legend>{label}</legend>
      {known.map((it) => (
        <Ticked key={it.account} {...box} account={it.account} told={`${organ(it)}（${it.id}）`} />
      ))}
      {others.map((account) => (
        <Ticked key={account} {...box} account={account} />
      ))}
      <PersonPicker
        // Anew after each choice: the next one begins with nothing typed.
        key={others.length}
        label="添加没有参加过的人"
        help="按姓名、部门或角色查找"
        part={part}
        without={[...before, ...others]}
        value=""
        change={add}
      />
      {wrong && (
        <span className="wrong" role="alert">
          {wrong}
        </span>
      )}
    </fieldset>
  );
}

interface TickedProps {
  id: string;
  account: string;
  values: string[];
  turn: (account: string, on: boolean) => void;
  /** What stands there when the person cannot be looked up any more. */
  told?: string;
}

function Ticked({ id, account, values, turn, told = "（已停用或不在本区域）" }: TickedProps) {
  const person = usePerson(account);
  return (
    <div className="field">
      <span className="choice">
        <input
          type="checkbox"
          id={`${id}-${account}`}
          checked={values.includes(account)}
          onChange={(event) => turn(account, event.target.checked)}
        />
        <label htmlFor={`${id}-${account}`}>{person ? personName(person) : told}</label>
      </span>
    </div>
  );
}
