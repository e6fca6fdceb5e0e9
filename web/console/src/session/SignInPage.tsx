import { ElderSwitch } from "@ui/ElderSwitch";
import { SignInForm } from "./SignInForm";
import type { Session } from "./session";

/** The door of the console. */
export function SignInPage({ signedIn }: { signedIn: (session: Session) => void }) {
    return (
        <main className="sign-in">
            <div className="card">
                <h1>阳光签 办公端</h1>
                <p className="muted">“双随机、一公开”监管平台。请用管理员分配的账号登录。</p>
                <SignInForm signedIn={signedIn} />
            </div>
            <p className="row">
                <a href="/">公示首页</a>
                <a href="/field/">执法端</a>
                <ElderSwitch />
            </p>
        </main>
    );
}
