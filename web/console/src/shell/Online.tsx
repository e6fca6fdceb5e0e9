import { useSyncExternalStore } from "react";

function watch(changed: () => void) {
    addEventListener("online", changed);
    addEventListener("offline", changed);
    return () => {
        removeEventListener("online", changed);
        removeEventListener("offline", changed);
    };
}

/** Says that the network is gone, as long as it is. */
export function Online() {
    const online = useSyncExternalStore(watch, () => navigator.onLine);
    if (online) return null;
    return (
        <div className="notice warn" role="status">
            网络断开了。正在填写的内容会留在这台电脑上，恢复后接着提交。
        </div>
    );
}
