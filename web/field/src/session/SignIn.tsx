import { SignInForm } from "@session/SignInForm";
import type { Session } from "@session/session";
import { ElderSwitch } from "@ui/ElderSwitch";

/** The door: the first time on this phone, or when the code is used up. */
export function SignIn({ signedIn, offline }: Props) {
  return (
    <main className="door">
      <div className="card">
        <h1>
          <img src="/field/icon.svg" alt="" width="36" height="36" /> 阳光签 执法端
        </h1>
        <p className="muted">执法检查人员用自己的账号登录；之后没有网络也能办理。</p>
        {offline && (
          <p className="notice warn" role="status">
            现在连接不上平台。在这台手机上第一次登录需要网络。
          </p>
        )}
        <SignInForm signedIn={signedIn} />
      </div>
      <p className="row">
        <a href="/">公示首页</a>
        <a href="/office/">办公端</a>
        <ElderSwitch />
      </p>
    </main>
  );
}

interface Props {
  signedIn: (session: Session) => void;
  offline: boolean;
}
