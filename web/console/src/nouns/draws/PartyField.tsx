import { useId, useState } from "react";
import { useOrgans } from "../../noun/names";
import type { Known } from "./plan";

interface Props {
    label: string;
    known: Known[];
    values: string[];
    change: (values: string[]) => void;
    wrong: string | undefined;
}

/** Who takes part: those of earlier draws to tick, others by the number of their account. */
export function PartyField({ label, known, values, change, wrong }: Props) {
    const id = useId();
    const [typed, setTyped] = useState("");
    const organs = useOrgans();
    const strangers = values.filter((it) => !known.some((party) => party.account === it));
    const name = (it: Known) =>
        it.organ ? `${organs.get(it.organ)?.name ?? ""}（${it.id}）` : it.id;
    const rows = [
        ...known.map((it) => [it.account, name(it)] as const),
        ...strangers.map((it) => [it, `账号 ${it}`] as const),
    ];
    const turn = (account: string, on: boolean) =>
        change(on ? [...values, account] : values.filter((it) => it !== account));
    const add = () => {
        if (typed.trim()) turn(typed.trim(), true);
        setTyped("");
    };
    return (
        <fieldset className="fieldset">
            <legend>{label}</legend>
            {rows.map(([account, text]) => (
                <div key={account} className="field">
                    <span className="choice">
                        <input
                            type="checkbox"
                            id={`${id}-${account}`}
                            checked={values.includes(account)}
                            onChange={(event) => turn(account, event.target.checked)}
                        />
                        <label htmlFor={`${id}-${account}`}>{text}</label>
                    </span>
                </div>
            ))}
            <div className="row">
                <div className="field">
                    <label htmlFor={`${id}-other`}>添加没有参加过的人</label>
                    <input
                        id={`${id}-other`}
                        value={typed}
                        placeholder="账号标识，向安全管理员索取"
                        onChange={(event) => setTyped(event.target.value)}
                    />
                </div>
                <button type="button" className="button small" onClick={add}>
                    添加
                </button>
            </div>
            {wrong && (
                <span className="wrong" role="alert">
                    {wrong}
                </span>
            )}
        </fieldset>
    );
}
