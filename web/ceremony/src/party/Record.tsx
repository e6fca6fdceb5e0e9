import { useState, type FormEvent } from "react";
import { TextField } from "@ui/fields";
import { Empty, ProblemNotice } from "@ui/states";
import { moment } from "@ui/time";
import { CoursePage } from "../Course";
import { countdown, type Course, type Part, sheetsDiffer, until } from "../model/course";
import { useAct } from "../useAct";
import { DIGITS, digitsOf, grouped } from "./digits";

/** 摇号记录: one of two recorders writes down what is called out. */
export function RecordPage() {
  return (
    <CoursePage title="摇号记录单">
      {(course) => {
        const part = course.recorders.find((it) => it.who.own);
        if (!part) return <Empty title="您不是本次抽取的摇号记录人" />;
        return <RecordForm course={course} part={part} />;
      }}
    </CoursePage>
  );
}

function RecordForm({ course, part }: { course: Course; part: Part }) {
  const { draw } = course.live;
  const [digits, setDigits] = useState("");
  const { busy, problem, act } = useAct(draw.id);
  if (course.beacon) {
    return (
      <p className="notice good">
        两份记录单一致，公共随机数是 <strong className="mono">{grouped(course.beacon)}</strong>。
      </p>
    );
  }
  if (draw.state !== "closed") return <p className="notice">揭示截止以后才摇号。</p>;
  const left = until(course, draw.beacon_at);
  if (left > 0) {
    return (
      <p className="notice">
        约定 {moment(draw.beacon_at)} 摇号，还有 <strong>{countdown(left)}</strong>。
      </p>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act("sheets", { digits });
  };
  return (
    <form className="card stack" onSubmit={submit}>
      <p>请按唱号的次序，逐位录入您自己记录的 {DIGITS} 位数字，不要看另一位记录人的。</p>
      {part.state === "handed-in" && !sheetsDiffer(course) && (
        <p className="notice good" role="status">
          您的记录单已交，正在等另一位记录人。
        </p>
      )}
      {sheetsDiffer(course) && (
        <p className="notice bad" role="alert">
          两份记录单不一致。请对照录像和原始记录逐位核对；录错的一位重新录入后再交。
        </p>
      )}
      <TextField
        label={`${DIGITS} 位数字`}
        value={grouped(digits)}
        change={(typed) => setDigits(digitsOf(typed))}
        inputMode="numeric"
        autoComplete="off"
        className="digits"
        required
        help={`已录入 ${digits.length} 位`}
        wrong={problem?.about("digits")}
      />
      {problem && <ProblemNotice problem={problem} />}
      <div className="row">
        <button
          type="submit"
          className="button primary"
          disabled={busy || digits.length !== DIGITS}
        >
          核对无误，提交
        </button>
      </div>
    </form>
  );
}
