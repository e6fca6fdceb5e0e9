import { useState } from "react";
import { request, type Schema } from "@api/client";
import { SelectField, TextField } from "@ui/fields";
import { vocabulary } from "@terms/terms";
import { FormFrame } from "../form/FormFrame";
import { useSubmit } from "../form/useSubmit";
import { setupOf, PEOPLE, type Typed } from "./setup";

type Made = Schema<"FirstAccount">[];

/** 首次启动: nobody has an account yet, and whoever can read what the server printed makes those of
 * the four administrators. Their passwords are shown once. */
export function FirstStart({ done }: { done: () => void }) {
  const [typed, setTyped] = useState<Typed>({ kind: "department" });
  const [made, setMade] = useState<Made>();
  const send = (key: string) =>
    request<Made>("post", "/api/v1/first-start", { body: setupOf(typed), key });
  const { submit, problem, busy } = useSubmit(send, setMade);
  if (made) return <Passwords made={made} done={done} />;
  const field = (name: string) => ({
    value: typed[name] ?? "",
    change: (value: string) => setTyped((before) => ({ ...before, [name]: value })),
    required: true,
  });
  return (
    <FormFrame {...{ submit, problem, busy }} label="建立管理员账号">
      <p className="notice">
        还没有账号。凭服务器启动时显示的一次性口令，为四名管理员建立账号：系统、审计各一名，安全两名，
        须是四个不同的人。其他人的账号以后由他们建立和授权。
      </p>
      <TextField
        label="一次性口令"
        help="在服务器启动时的输出里；重新启动会换新的"
        autoComplete="off"
        {...field("token")}
      />
      <fieldset className="fieldset form-grid">
        <legend>管理员所在部门</legend>
        <TextField label="机构全称" {...field("organ")} />
        <TextField label="简码" help="小写字母和数字，如 scjg" {...field("code")} />
        <SelectField label="性质" choices={vocabulary("organ_kind")} {...field("kind")} />
        <TextField
          label="本级区划代码"
          help="6 位，如 620422；上下级的名称取自随附的区划表"
          inputMode="numeric"
          pattern="\d{6}"
          title="6 位数字"
          {...field("region")}
        />
      </fieldset>
      {PEOPLE.map(([key, role]) => (
        <fieldset key={key} className="fieldset form-grid">
          <legend>{role}</legend>
          <TextField label="姓名" {...field(`${key}.name`)} />
          <TextField label="登录名" help="小写字母、数字和点" {...field(`${key}.login`)} />
        </fieldset>
      ))}
    </FormFrame>
  );
}

/** What each administrator is handed, on paper. */
function Passwords({ made, done }: { made: Made; done: () => void }) {
  return (
    <div className="stack">
      <h2>初始口令</h2>
      <p className="notice bad" role="alert">
        只显示这一次。请打印或抄下，分别交给本人；72 小时内有效，登录后必须修改。
      </p>
      <div className="table-scroll" role="region" aria-label="初始口令" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th>角色</th>
              <th>姓名</th>
              <th>登录名</th>
              <th>初始口令</th>
            </tr>
          </thead>
          <tbody>
            {made.map((it) => (
              <tr key={it.login}>
                <td>{it.role_name}</td>
                <td>{it.name}</td>
                <td>{it.login}</td>
                <td>
                  <code>{it.start_password}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="row end no-print">
        <button type="button" className="button" onClick={() => window.print()}>
          打印
        </button>
        <button type="button" className="button primary" onClick={done}>
          已经抄下，去登录
        </button>
      </div>
    </div>
  );
}
