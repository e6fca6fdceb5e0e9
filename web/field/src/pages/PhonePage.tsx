import { useEffect, useState } from "react";
import { answer, client } from "@api/client";
import { Problem } from "@api/problem";
import { Dialog } from "@ui/dialog";
import { ElderSwitch } from "@ui/ElderSwitch";
import { useToast } from "@ui/toast";
import { useField } from "../local/Field";
import { inMegabytes, room, type Room } from "../local/storage";
import { dropCode } from "../session/code";
import { useWho } from "../session/Gate";
import { SetCode } from "../session/SetCode";
import { Install } from "./Install";

/** What belongs to this phone: who uses it, its code, its room, the way out. */
export function PhonePage() {
  const { who, lock } = useWho();
  const [coding, setCoding] = useState(false);
  const say = useToast();
  return (
    <div className="stack">
      <h1>本机</h1>
      <section className="card stack" aria-label="使用人">
        <h2>使用人</h2>
        <p>
          {who.name}（{who.login}）
        </p>
        <div className="row">
          <button type="button" className="button" onClick={lock}>
            锁定
          </button>
          <button type="button" className="button" onClick={() => setCoding(true)}>
            换解锁码
          </button>
          <Leave />
        </div>
        {coding && (
          <Dialog title="换解锁码" close={() => setCoding(false)}>
            <SetCode
              account={who.account}
              done={() => {
                setCoding(false);
                say("解锁码已换。");
              }}
            />
          </Dialog>
        )}
      </section>
      <Storage />
      <Install />
      <section className="card row between" aria-label="显示">
        <span>字号和对比度</span>
        <ElderSwitch />
      </section>
      <p className="row">
        <a href="/">公示首页</a>
        <a href="/office/">办公端</a>
      </p>
    </div>
  );
}

/** How much room there is, and whether the phone promises not to clear it. */
function Storage() {
  const [found, setFound] = useState<Room>();
  useEffect(() => void room().then(setFound), []);
  return (
    <section className="card" aria-label="存储">
      <h2>存储</h2>
      {found ? (
        <dl className="facts one">
          <div>
            <dt>已用</dt>
            <dd>
              {inMegabytes(found.used)}，可用共 {inMegabytes(found.most)}
            </dd>
          </div>
          <div>
            <dt>长期保留</dt>
            <dd>
              {found.kept
                ? "手机已答应不自动清理未发送的内容。"
                : "手机没有答应长期保留；请装到桌面，并尽快联网发送。"}
            </dd>
          </div>
        </dl>
      ) : (
        <p className="muted">这台设备不说明存储情况。</p>
      )}
    </section>
  );
}

/** Ends the session and takes from the phone what is at the platform; what is not stays, for the
 * same account alone. */
function Leave() {
  const { db } = useField();
  const { who, leave, session } = useWho();
  const [asks, setAsks] = useState<number>();
  const say = useToast();
  async function out() {
    try {
      if (session) await answer(client.DELETE("/api/v1/session"));
    } catch (error) {
      return say(Problem.of(error).detail, "bad");
    }
    const clear = (await db.openOps()).length === 0;
    leave();
    if (!clear) return;
    dropCode(who.account);
    await db.delete();
  }
  return (
    <>
      <button
        type="button"
        className="button"
        onClick={() => void db.openOps().then((ops) => setAsks(ops.length))}
      >
        退出或换人登录
      </button>
      {asks !== undefined && (
        <Dialog title="退出登录" close={() => setAsks(undefined)}>
          <p>
            {asks > 0
              ? `还有 ${asks} 项没有发送。它们留在这台手机上，只有${who.name}再登录才能看到和发送。`
              : "手机里的检查内容会清除；平台上的都在。"}
          </p>
          <div className="row end">
            <button type="button" className="button" onClick={() => setAsks(undefined)}>
              不退出
            </button>
            <button type="button" className="button primary" onClick={() => void out()}>
              退出
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
