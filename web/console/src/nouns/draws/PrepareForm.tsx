import type { FieldError } from "@api/problem";
import { fieldsOf } from "@api/described";
import { SelectField, TextField } from "@ui/fields";
import { vocabulary } from "@terms/terms";
import { SchemaForm } from "../../form/SchemaForm";
import { MomentField } from "../../casework/MomentField";
import type { Draw } from "./draw";
import { Holders } from "./Holders";
import { PartyField } from "./PartyField";
import { knownParties, type Holder } from "./plan";

interface Props {
  draft: Record<string, unknown>;
  change: (draft: Record<string, unknown>) => void;
  errors: FieldError[];
  earlier: Draw[];
  /** Whether the task was drawn before. */
  again: boolean;
}

const AGAIN: [string, string][] = [
  ["VOIDED", "上一次已作废"],
  ["ANNULLED", "上一次的结果已撤销"],
  ["SUPPLEMENT", "补充抽取"],
];

/** What each source of entropy means for those in the room. */
const BEACON_HELP: Record<string, string> = {
  ceremony: "在会议室当众摇出 20 位数字，由两名记录人分别录入，一致才有效；不需要联网。",
  ssq: "用指定一期双色球的开奖号码；开奖之后由承办人照公告录入。",
  dlt: "用指定一期超级大乐透的开奖号码；开奖之后由承办人照公告录入。",
  "drand-quicknet": "用国际公共随机信标在指定时间的签名；需要能查到信标。",
};

/** Asked in the last section: sensible as they are. */
const FINE = ["min_reveals", "demand", "band", "ladder", "wait", "blinded", "regions"];

/** The terms of a draw in the order in which one decides them. */
export function PrepareForm({ draft, change, errors, earlier, again }: Props) {
  const of = (name: string) => String(draft[name] ?? "");
  const set = (name: string) => (value: unknown) => change({ ...draft, [name]: value });
  const wrong = (name: string) => errors.find((it) => it.field === name)?.message;
  const field = (name: string) => ({ value: of(name), change: set(name), wrong: wrong(name) });
  const list = (name: string) => (draft[name] ?? []) as string[];
  const beacon = of("beacon");
  const sealed = draft.publication === "sealed";
  return (
    <div className="stack">
      <section className="card form-grid" aria-label="怎么公开">
        <h2 className="wide">怎么公开</h2>
        {again && (
          <>
            <SelectField label="种类" choices={vocabulary("draw_kind")} {...field("kind")} />
            <SelectField label="再次抽取的事由" required choices={AGAIN} {...field("reason")} />
          </>
        )}
        <SelectField
          label="名单什么时候公开"
          required
          choices={vocabulary("draw_publication")}
          help={
            sealed ? "名单先封存，到派发时检查人员才知道；全部派发之后启封。" : "抽取当场公开名单。"
          }
          {...field("publication")}
        />
      </section>
      <section className="card stack" aria-label="随机数从哪里来">
        <h2>随机数从哪里来</h2>
        <p className="muted">
          组织方以外至少两家，来自不止一个单位；本地有纪检监督观察员的，须有一位。各家先交承诺、后揭示，谁也不能事先知道结果。
        </p>
        <PartyField
          label="随机数提供方"
          part="contributor"
          known={knownParties(earlier, "parties")}
          values={list("contributors")}
          change={set("contributors")}
          wrong={wrong("contributors")}
        />
        <div className="form-grid">
          <SelectField
            label="公共随机源"
            required
            choices={vocabulary("beacon").filter(([code]) => code !== "none")}
            help={BEACON_HELP[beacon]}
            {...field("beacon")}
          />
          {beacon !== "drand-quicknet" && (
            <TextField
              label={beacon === "ceremony" ? "场次" : "期号"}
              type="number"
              min={1}
              required
              {...field("round")}
              change={(text) => set("round")(text === "" ? null : Number(text))}
            />
          )}
        </div>
        {beacon === "ceremony" && (
          <PartyField
            label="现场摇号的记录人（至少两名）"
            part="recorder"
            known={knownParties(earlier, "recorders")}
            values={list("recorders")}
            change={set("recorders")}
            wrong={wrong("recorders")}
          />
        )}
      </section>
      {sealed && (
        <Holders
          known={knownParties(earlier, "holders")}
          values={(draft.holders ?? []) as Holder[]}
          change={set("holders")}
          wrong={wrong("holders")}
        />
      )}
      <section className="card form-grid" aria-label="时间">
        <h2 className="wide">时间（北京时间）</h2>
        <MomentField label="揭示截止" required help="至少在 10 分钟以后" {...field("reveal_by")} />
        <MomentField
          label="公共随机源产生"
          required
          help="晚于揭示截止至少 2 分钟"
          {...field("beacon_at")}
        />
        <MomentField label="公布结果的期限" required {...field("deadline")} />
        {list("release_at").map((at, index, all) => (
          <MomentField
            key={index}
            label={all.length > 1 ? `第 ${index + 1} 批最早派发` : "最早派发"}
            required
            value={at}
            wrong={wrong("release_at")}
            change={(next) =>
              set("release_at")(all.map((it, place) => (place === index ? next : it)))
            }
          />
        ))}
      </section>
      <details className="card">
        <summary>人员匹配和候补的细则（一般不用改）</summary>
        <SchemaForm
          schema="NewDraw"
          draft={draft}
          change={change}
          errors={errors}
          hide={Object.keys(fieldsOf("NewDraw")).filter((it) => !FINE.includes(it))}
        />
      </details>
    </div>
  );
}
