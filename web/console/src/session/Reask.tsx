import { useEffect, useState } from "react";
import { answer, client, setAsk, type Ask } from "@api/client";
import { Dialog } from "@ui/dialog";
import { CodeForm } from "./CodeForm";
import { SignInForm } from "./SignInForm";
import type { Session } from "./session";

interface Asked {
    what: Ask;
    done: (again: boolean) => void;
}

interface Props {
    session: Session;
    renew: (session: Session) => void;
}

/** Asks again who is there, over the page, when a request needs it: what is on the page stays. */
export function Reask({ session, renew }: Props) {
    const [asked, setAsked] = useState<Asked>();
    useEffect(() => {
        setAsk((what) => new Promise((done) => setAsked({ what, done })));
        return () => setAsk(() => Promise.resolve(false));
    }, []);
    if (!asked) return null;
    const end = (again: boolean) => {
        setAsked(undefined);
        asked.done(again);
    };
    const renewed = (view: Session) => {
        renew(view);
        if (view.account !== session.account) location.reload();
        end(true);
    };
    if (asked.what === "sign-in") {
        return (
            <Dialog title="登录已过期，请重新登录" close={() => end(false)}>
                <p>页面上填写的内容都还在，登录后接着提交。</p>
                <SignInForm login={session.login} signedIn={renewed} />
            </Dialog>
        );
    }
    return (
        <Dialog title="请再次验证身份" close={() => end(false)}>
            <p>这项操作影响较大，请输入验证器上的动态口令。</p>
            <CodeForm
                send={(code) => answer(client.POST("/api/v1/session/step-up", { body: { code } }))}
                done={renewed}
            />
        </Dialog>
    );
}
