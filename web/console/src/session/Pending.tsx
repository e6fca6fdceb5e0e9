import { answer, client } from "@api/client";
import { FactorForm } from "./FactorForm";
import { PasswordForm } from "./PasswordForm";
import type { Session } from "./session";

interface Props {
    session: Session;
    renew: (session: Session) => void;
}

/** What must be done before anything else: a password of one's own, a second factor. */
export function Pending({ session, renew }: Props) {
    const refresh = async () => renew(await answer(client.GET("/api/v1/session")));
    const password = session.pending === "password";
    return (
        <main className="sign-in">
            <div className="card stack">
                <h1>{password ? "请先修改口令" : "请先启用动态口令"}</h1>
                <p>
                    {session.name}，您好。
                    {password
                        ? "现在的口令是别人给您的，改成只有您自己知道的。"
                        : "您的权限要求登录时使用动态口令。"}
                </p>
                {password ? (
                    <PasswordForm done={renew} />
                ) : (
                    <FactorForm done={() => void refresh()} />
                )}
            </div>
        </main>
    );
}
