import { useState, useSyncExternalStore } from "react";
import { SignInForm } from "@session/SignInForm";
import { Dialog } from "@ui/dialog";
import { useField } from "../local/Field";
import { useWho } from "../session/Gate";

function watch(changed: () => void) {
  addEventListener("online", changed);
  addEventListener("offline", changed);
  return () => {
    removeEventListener("online", changed);
    removeEventListener("offline", changed);
  };
}

/** One line on how things stand with the platform, and the way back in when the session lapsed. */
export function Connection({ waiting }: { waiting: number }) {
  const online = useSyncExternalStore(watch, () => navigator.onLine);
  const { status } = useField();
  const { who, lapsed, signedIn } = useWho();
  const [asks, setAsks] = useState(false);
  const count = waiting > 0 ? `${waiting} 项未发送` : "";
  if (lapsed && online) {
    return (
      <>
        <button type="button" className="button" onClick={() => setAsks(true)}>
          登录已过期，请登录
        </button>
        {asks && (
          <Dialog title="请重新登录" close={() => setAsks(false)}>
            <p>手机里的内容都在；登录以后自动接着发送。{count}</p>
            <SignInForm
              login={who.login}
              signedIn={(session) => {
                setAsks(false);
                signedIn(session);
              }}
            />
          </Dialog>
        )}
      </>
    );
  }
  let says = count || "已全部发送";
  if (!online || status.pause === "offline") says = ["没有网络", count].filter(Boolean).join("，");
  else if (status.busy && waiting > 0) says = `正在发送，${count}`;
  const quiet = online && waiting === 0;
  return (
    <span role="status" className={quiet ? "badge good" : "badge warn"}>
      {says}
    </span>
  );
}
