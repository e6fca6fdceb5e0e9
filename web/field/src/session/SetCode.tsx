import { useState, type FormEvent } from "react";
import { CodeField } from "./CodeField";
import { CODE_PATTERN, setCode } from "./code";

/** Chooses the code that opens this phone's pages. */
export function SetCode({ account, done }: { account: string; done: () => void }) {
  const [code, change] = useState("");
  const [again, changeAgain] = useState("");
  const [wrong, setWrong] = useState<string>();
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!CODE_PATTERN.test(code)) return setWrong("解锁码是 6 位数字。");
    if (code !== again) return setWrong("两次输入的不一样。");
    await setCode(account, code);
    done();
  }
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <p>
        解锁码只在这台手机上用：没有网络时用它打开执法端。连续输错 5 次就作废，须联网用口令登录。
      </p>
      <CodeField label="设一个解锁码" value={code} change={change} wrong={wrong} />
      <CodeField label="再输一遍" value={again} change={changeAgain} />
      <button type="submit" className="button primary">
        保存解锁码
      </button>
    </form>
  );
}
