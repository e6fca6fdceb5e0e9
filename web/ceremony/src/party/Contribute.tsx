import { useState } from "react";
import { download } from "@ui/download";
import { Empty, ProblemNotice } from "@ui/states";
import { moment } from "@ui/time";
import { CoursePage } from "../Course";
import { countdown, type Course, type Part, until } from "../model/course";
import { useAct } from "../useAct";
import { asFile, fresh, fromFile, keep, kept, promiseOf } from "./nonce";
import { OwnFile } from "./OwnFile";

/** 提供随机数: make it here, promise it, keep it, show it in time. */
export function ContributePage() {
  return (
    <CoursePage title="提供随机数">
      {(course) => {
        const part = course.contributors.find((it) => it.who.own);
        if (!part) {
          return (
            <Empty title="您不是本次抽取的随机数提供方">
              如果应当由您提供，请联系准备抽取的计划员。
            </Empty>
          );
        }
        return <Contribute course={course} part={part} />;
      }}
    </CoursePage>
  );
}

function Contribute({ course, part }: { course: Course; part: Part }) {
  const { draw } = course.live;
  const [nonce, setNonce] = useState(() => kept(draw.draw_id, part.who.id));
  const take = (value: string) => {
    keep(draw.draw_id, part.who.id, value);
    setNonce(value);
  };
  if (part.state === "shown") {
    return <p className="notice good">您的随机数已于 {moment(part.at ?? "")} 揭示，与承诺一致。</p>;
  }
  if (part.state === "absent") {
    return <p className="notice bad">揭示已经截止，您的随机数没有揭示，按规则计为空。</p>;
  }
  return (
    <>
      {draw.state === "proposed" && (
        <p className="notice">抽取还没有批准冻结；冻结以后才能交承诺。</p>
      )}
      {draw.state === "planned" && <CommitPart {...{ course, part, nonce, take }} />}
      {draw.state === "announced" && <Reveal {...{ course, part, nonce, take }} />}
      {nonce && <Keep drawId={draw.draw_id} party={part.who.id} nonce={nonce} />}
    </>
  );
}

interface Props {
  course: Course;
  part: Part;
  nonce: string | undefined;
  take: (nonce: string) => void;
}

function CommitPart({ course, part, nonce, take }: Props) {
  const { draw } = course.live;
  const { busy, problem, act } = useAct(draw.id);
  const own = nonce && promiseOf(draw.draw_id, part.who.id, nonce);
  const same = own !== undefined && own === part.promise;
  const send = async () => {
    const number = nonce ?? fresh();
    take(number);
    const commitment = promiseOf(draw.draw_id, part.who.id, number);
    await act("commitments", { commitment });
  };
  return (
    <section className="card stack">
      <h2>第一步：交承诺</h2>
      <p>
        按下面的按钮，浏览器会生成一个 64 位的随机数，只保存在这台电脑上，并把它的承诺交给平台。
        承诺看不出随机数；之后揭示时，平台用承诺核对您没有换过。
      </p>
      {part.promise && (
        <p className={same ? "notice good" : "notice warn"}>
          {same
            ? "承诺已交，与这台电脑上的随机数一致。"
            : "承诺已交，但这台电脑上没有对应的随机数。"}
          承诺：<code>{part.promise}</code>
        </p>
      )}
      {part.promise && !same && (
        <p>请用交承诺的那台电脑，或从备份文件恢复；也可以在公布意向之前重新生成并再交一次。</p>
      )}
      {problem && <ProblemNotice problem={problem} />}
      <div className="row">
        <button
          type="button"
          className={same ? "button" : "button primary"}
          disabled={busy || same}
          onClick={() => void send()}
        >
          {part.promise ? "重新交承诺" : "生成随机数并交承诺"}
        </button>
        <Restore course={course} part={part} take={take} />
      </div>
    </section>
  );
}

function Reveal({ course, part, nonce, take }: Props) {
  const { draw } = course.live;
  const { busy, problem, act } = useAct(draw.id);
  const fits = nonce && promiseOf(draw.draw_id, part.who.id, nonce) === part.promise;
  const left = until(course, draw.reveal_by);
  return (
    <section className="card stack">
      <h2>第二步：揭示随机数</h2>
      <p>
        意向已经公布。请在 {moment(draw.reveal_by)} 之前揭示，还有{" "}
        <strong>{countdown(left)}</strong>。
      </p>
      {!nonce && <p className="notice bad">这台电脑上没有您的随机数，请从备份文件恢复。</p>}
      {nonce && !fits && (
        <p className="notice bad">这台电脑上的随机数与您的承诺不符，请从备份文件恢复正确的那个。</p>
      )}
      {left <= 0 && <p className="notice warn">已过截止时间。</p>}
      {problem && <ProblemNotice problem={problem} />}
      <div className="row">
        <button
          type="button"
          className="button primary"
          disabled={busy || !fits}
          onClick={() => void act("reveals", { nonce })}
        >
          揭示
        </button>
        <Restore course={course} part={part} take={take} />
      </div>
    </section>
  );
}

function Restore({ course, part, take }: Pick<Props, "course" | "part" | "take">) {
  return (
    <OwnFile
      label="从备份文件恢复"
      read={(text) => take(fromFile(text, course.live.draw.draw_id, part.who.id))}
    />
  );
}

function Keep(props: { drawId: string; party: string; nonce: string }) {
  const { drawId, party, nonce } = props;
  return (
    <section className="card stack">
      <h2>备份</h2>
      <p>随机数只在这台电脑的浏览器里。请另存一份备份；揭示之前不要给任何人看。</p>
      <div className="row">
        <button
          type="button"
          className="button"
          onClick={() =>
            download(asFile(drawId, party, nonce), `随机数-${drawId.replace("/", "-")}.txt`)
          }
        >
          保存备份文件
        </button>
      </div>
    </section>
  );
}
