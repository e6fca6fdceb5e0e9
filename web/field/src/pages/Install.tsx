import { useSyncExternalStore } from "react";
import { installOffer, watchInstall } from "../installing";

/** Puts the pages on the phone's desktop, where the browser offers it. */
export function Install() {
  const offer = useSyncExternalStore(watchInstall, installOffer);
  if (matchMedia("(display-mode: standalone)").matches) return null;
  return (
    <section className="card stack" aria-label="装到桌面">
      <h2>装到桌面</h2>
      <p>装好以后像应用一样打开，没有网络也能用。</p>
      {offer ? (
        <button type="button" className="button primary" onClick={() => void offer.prompt()}>
          装到桌面
        </button>
      ) : (
        <p className="muted">在浏览器的菜单里选“添加到主屏幕”或“安装应用”。</p>
      )}
    </section>
  );
}
