import { useState, type FormEvent } from "react";
import { TextField } from "@ui/fields";
import { ProblemNotice } from "@ui/states";
import { beaconForm, type BeaconType } from "../../../verify/src/verify/entries.ts";
import type { Course } from "../model/course";
import type { Step } from "../model/script";
import { ACTIONS, BEACONS } from "../model/words";
import { useAct } from "../useAct";
import { OwnPart } from "./OwnPart";

/** 操作台: what the clerk says, what there is to do, and the buttons that are his. */
export function Desk({ course, step }: { course: Course; step: Step }) {
  const { draw } = course.live;
  const { busy, problem, act } = useAct(draw.id);
  const mine = step.actions.filter((it) => draw.allowed_actions.includes(it) && ACTIONS[it]);
  const first = step.actions.find((it) => ACTIONS[it]);
  const seen = { version: draw.version };
  const run = (action: string) => {
    const batch = action === "release" ? { batch: draw.released + 1 } : {};
    return act(action, { ...seen, ...batch });
  };
  return (
    <aside className="script" aria-label="主持词和操作">
      <h2>{step.title}</h2>
      <h3>主持词</h3>
      {step.say.map((line) => (
        <p key={line} className="say">
          {line}
        </p>
      ))}
      {step.todo.length > 0 && <h3>要做的事</h3>}
      <ul>
        {step.todo.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {problem && <ProblemNotice problem={problem} />}
      {mine.includes("beacon") && (
        <BeaconForm
          type={draw.beacon as BeaconType}
          busy={busy}
          send={(value) => act("beacon", { ...seen, value })}
        />
      )}
      <div className="stack">
        {mine
          .filter((it) => it !== "beacon")
          .map((it) => (
            <button
              key={it}
              type="button"
              className={it === first ? "button primary" : "button danger"}
              disabled={busy}
              onClick={() => void run(it)}
            >
              {busy ? "正在办理……" : ACTIONS[it]}
            </button>
          ))}
      </div>
      {first && !mine.includes(first) && (
        <p className="muted">这一步由{step.by}在自己的电脑上打开本页办理。</p>
      )}
      <OwnPart live={course.live} />
      <p className="muted">
        作废、更正等请在<a href={`/office/draws/${draw.id}`}>办公端</a>申请。
        <br />
        各方在自己的电脑上登录 {location.host}/ceremony/ ，选择本次抽取。
      </p>
    </aside>
  );
}

const HINTS: Record<string, string> = {
  "drand-quicknet": "96 位十六进制的签名",
  ssq: "例如 03,08,11,17,25,31+09",
  dlt: "例如 03,08,11,17,25+02,09",
};

/** The value that was published elsewhere; its form is checked before it is sent. */
function BeaconForm(props: {
  type: BeaconType;
  busy: boolean;
  send: (value: string) => Promise<boolean>;
}) {
  const [value, setValue] = useState("");
  const tidy = value.normalize("NFKC").replace(/\s+/g, "");
  const good = beaconForm(props.type, tidy);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (good) void props.send(tidy);
  };
  return (
    <form className="stack" onSubmit={submit}>
      <TextField
        label={`${BEACONS[props.type] ?? ""}的取值`}
        value={value}
        change={setValue}
        required
        autoComplete="off"
        help={`${HINTS[props.type] ?? ""}；可以粘贴，或用扫码枪扫入。`}
        wrong={value !== "" && !good ? "格式不对，请逐位核对。" : undefined}
      />
      <button type="submit" className="button primary" disabled={props.busy || !good}>
        {ACTIONS.beacon}
      </button>
    </form>
  );
}
