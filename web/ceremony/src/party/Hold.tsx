import { useState } from "react";
import { answer, client } from "@api/client";
import { Problem } from "@api/problem";
import { Empty, ProblemNotice } from "@ui/states";
import { moment } from "@ui/time";
import { utf8 } from "../../../verify/src/ssj1/bytes.ts";
import { CoursePage } from "../Course";
import type { Course, Part } from "../model/course";
import { useAct } from "../useAct";
import { promiseOf } from "./nonce";
import { OwnFile } from "./OwnFile";
import { type HolderKey, open, readKey, sign } from "./sm2";

/** 托管: open the box with the own key, hold the number against the promise, sign the receipt. */
export function HoldPage() {
  return (
    <CoursePage title="托管组织方随机数">
      {(course) => {
        const part = course.holders.find((it) => it.who.own);
        if (!part) {
          return (
            <Empty title="您不是本次抽取的托管方">如果应当由您托管，请联系准备抽取的计划员。</Empty>
          );
        }
        return <Hold course={course} part={part} />;
      }}
    </CoursePage>
  );
}

/** The organiser's number out of the box, held against the promise; a wrong one is refused. */
async function opened(course: Course, key: HolderKey) {
  const { draw } = course.live;
  const params = { path: { id: draw.id } };
  const box = await answer(client.GET("/api/v1/draws/{id}/box", { params }));
  const nonce = open(key, box.sealed);
  if (!nonce)
    throw new Error("密封件打不开：不是给这把钥匙的，或已被改动。请不要签收，并通知监督人员。");
  const organiser = course.contributors[0];
  if (!organiser || promiseOf(draw.draw_id, organiser.who.id, nonce) !== organiser.promise) {
    throw new Error("打开的随机数与组织方的承诺不符。请不要签收，并通知监督人员。");
  }
  return { nonce, text: box.receipt_text };
}

function Hold({ course, part }: { course: Course; part: Part }) {
  const { draw } = course.live;
  const [key, setKey] = useState<HolderKey>();
  const { busy, problem, act } = useAct(draw.id);
  const [wrong, setWrong] = useState<Problem>();
  const entropy = () => crypto.getRandomValues(new Uint8Array(32));
  const run = async (work: (key: HolderKey) => Promise<void>) => {
    setWrong(undefined);
    try {
      if (key) await work(key);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      setWrong(error instanceof Problem ? error : new Problem({ code: "client.box", detail }));
    }
  };
  const receive = () =>
    run(async (own) => {
      const { text } = await opened(course, own);
      await act("receipts", { receipt: sign(own, utf8(text), entropy) });
    });
  const unseal = () =>
    run(async (own) => {
      await act("unseal-held", { nonce: (await opened(course, own)).nonce });
    });
  const matched = draw.state === "drawn" || draw.state === "matched";
  const may = draw.state === "announced" || (matched && !draw.unsealed);
  return (
    <section className="card stack">
      <p>
        组织方的随机数用您的公钥加密，只有您的钥匙能打开。您在自己的电脑上打开、与承诺核对后签收；
        组织方到期不启封时，您可以代为启封。
      </p>
      {part.state === "received" && (
        <p className="notice good">您已于 {moment(part.at ?? "")} 核对并签收。</p>
      )}
      {!may && draw.state !== "announced" && (
        <p className="notice">
          {draw.unsealed ? "名单已经启封。" : "意向公布以后才能打开密封件。"}
        </p>
      )}
      {may && (
        <OwnFile
          label="选择您的托管钥匙文件（只在这台电脑上使用）"
          read={(t) => setKey(readKey(t))}
        />
      )}
      {key && (
        <p>
          已读入钥匙“{key.name}”
          {key.name !== part.who.id && `，但本次登记的是“${part.who.id}”，请核对`}。
        </p>
      )}
      {wrong && <ProblemNotice problem={wrong} />}
      {problem && <ProblemNotice problem={problem} />}
      <div className="row">
        {draw.state === "announced" && part.state === "waiting" && (
          <button
            type="button"
            className="button primary"
            disabled={busy || !key}
            onClick={() => void receive()}
          >
            打开、核对并签收
          </button>
        )}
        {matched && !draw.unsealed && (
          <button
            type="button"
            className="button danger"
            disabled={busy || !key}
            onClick={() => void unseal()}
          >
            代为启封
          </button>
        )}
      </div>
    </section>
  );
}
