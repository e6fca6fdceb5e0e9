import { SelectField, TextField } from "@ui/fields";
import { PersonPicker } from "../../form/PersonPicker";
import type { Holder, Known } from "./plan";

interface Props {
  known: Known[];
  values: Holder[];
  change: (values: Holder[]) => void;
  wrong: string | undefined;
}

/** Who keeps the organiser's nonce while the draw is sealed: at least two, each with a key. */
export function Holders({ known, values, change, wrong }: Props) {
  const set = (at: number, next: Holder) =>
    change(values.map((it, index) => (index === at ? next : it)));
  return (
    <section className="card stack" aria-label="托管方">
      <h2>托管方</h2>
      <p className="muted">
        封存的抽取至少两家托管方，各自保管组织方随机数的一份密封件。公钥由托管方自己生成后交来，私钥不离开托管方。
      </p>
      {values.map((holder, at) => (
        <fieldset key={at} className="fieldset form-grid">
          <legend>第 {at + 1} 家</legend>
          <SelectField
            label="参加过的托管方"
            none="其他"
            choices={known.map((it) => [it.account, it.id] as const)}
            value={known.some((it) => it.account === holder.account) ? holder.account : ""}
            change={(account) => {
              const chosen = known.find((it) => it.account === account);
              set(at, { ...holder, account, name: chosen?.id ?? holder.name });
            }}
          />
          <TextField
            label="公开的名称"
            required
            help="小写字母和数字，如 sifaju"
            value={holder.name}
            change={(name) => set(at, { ...holder, name })}
          />
          {!known.some((it) => it.account === holder.account) && (
            <PersonPicker
              label="办理人"
              part="holder"
              help="按姓名、部门或角色查找"
              required
              value={holder.account}
              change={(account) => set(at, { ...holder, account })}
            />
          )}
          <TextField
            label="SM2 公钥（130 位十六进制）"
            required
            pattern="[0-9A-Fa-f]{130}"
            value={holder.sm2}
            change={(sm2) => set(at, { ...holder, sm2: sm2.trim() })}
          />
          <div>
            <button
              type="button"
              className="button small danger"
              onClick={() => change(values.filter((_, index) => index !== at))}
            >
              去掉第 {at + 1} 家
            </button>
          </div>
        </fieldset>
      ))}
      {wrong && (
        <span className="wrong" role="alert">
          {wrong}
        </span>
      )}
      <div>
        <button
          type="button"
          className="button"
          onClick={() => change([...values, { name: "", account: "", sm2: "" }])}
        >
          添加托管方
        </button>
      </div>
    </section>
  );
}
