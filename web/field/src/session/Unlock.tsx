import { useState, type FormEvent } from "react";
import { SignInForm } from "@session/SignInForm";
import type { Session } from "@session/session";
import { CodeField } from "./CodeField";
import { tryCode } from "./code";
import type { Who } from "./who";

interface Props {
  who: Who;
  unlocked: () => void;
  signedIn: (session: Session) => void;
  /** The code is used up. */
  spent: () => void;
}

/** The locked page: what was typed stays behind it. */
export function Unlock({ who, unlocked, signedIn, spent }: Props) {
  const [code, setCode] = useState("");
  const [wrong, setWrong] = useState<string>();
  const [other, setOther] = useState(false);
  async function submit(event: FormEvent) {
    event.preventDefault();
    const tried = await tryCode(who.account, code);
    if (tried.right) return unlocked();
    setCode("");
    setWrong(`解锁码不对，还可以试 ${tried.left} 次。`);
    if (tried.left === 0) spent();
  }
  return (
    <main className="door">
      <div className="card stack">
        <h1>执法端已锁定</h1>
        <p>{who.name}，填写的内容都在。</p>
        {other ? (
          <SignInForm signedIn={signedIn} />
        ) : (
          <form className="stack" onSubmit={(event) => void submit(event)}>
            <CodeField label="解锁码" value={code} change={setCode} wrong={wrong} />
            <button type="submit" className="button primary">
              解锁
            </button>
          </form>
        )}
        <button type="button" className="button plain" onClick={() => setOther(!other)}>
          {other ? "用解锁码" : "忘了解锁码，或换人登录"}
        </button>
      </div>
    </main>
  );
}
