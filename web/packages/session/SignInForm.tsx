import { useState, type FormEvent } from "react";
import { answer, client } from "@api/client";
import { Problem } from "@api/problem";
import { TextField } from "@ui/fields";
import { ProblemNotice } from "@ui/states";
import { SubmitButton } from "@ui/SubmitButton";
import type { Session } from "./session";

interface Props {
  /** Given when a lapsed session is renewed: the same person goes on. */
  login?: string;
  signedIn: (session: Session) => void;
}

/** Login name, password, one-time code. */
export function SignInForm({ login: known, signedIn }: Props) {
  const [login, setLogin] = useState(known ?? "");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      const body = { login, password, code: code.trim() || null };
      signedIn(await answer(client.POST("/api/v1/session", { body })));
    } catch (error) {
      setProblem(Problem.of(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <TextField
        label="登录名"
        value={login}
        change={setLogin}
        required
        autoComplete="username"
        readOnly={known !== undefined}
      />
      <TextField
        label="口令"
        type="password"
        value={password}
        change={setPassword}
        required
        autoComplete="current-password"
      />
      <TextField
        label="动态口令"
        value={code}
        change={setCode}
        help="6 位数字；还没有启用的不填。也可以填恢复代码。"
        autoComplete="one-time-code"
      />
      {problem && <ProblemNotice problem={problem} />}
      <SubmitButton busy={busy}>{busy ? "正在登录……" : "登录"}</SubmitButton>
    </form>
  );
}
