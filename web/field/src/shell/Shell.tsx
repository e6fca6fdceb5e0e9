import { useEffect, useRef } from "react";
import { NavLink, Outlet, useLocation } from "react-router";
import { useField } from "../local/Field";
import { useLive } from "../local/useLive";
import { isOpen } from "../queue/op";
import { paths } from "../paths";
import { Connection } from "./Connection";

/** The frame of every page: what is not sent yet stands above, the three places below. */
export function Shell() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const seen = useRef(pathname);
  useEffect(() => {
    if (seen.current === pathname) return;
    seen.current = pathname;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [pathname]);
  const { db } = useField();
  const waiting = useLive(() => db.ops.filter(isOpen).count(), [db]) ?? 0;
  useBadge(waiting);
  return (
    <div className="field-shell">
      <a className="skip-link" href="#content">
        跳到正文
      </a>
      <header className="field-head">
        <span className="field-brand">
          <img src="/field/icon.svg" alt="" width="26" height="26" />
          阳光签 执法端
        </span>
        <Connection waiting={waiting} />
      </header>
      <main id="content" className="field-main" ref={main} tabIndex={-1}>
        <Outlet />
      </main>
      <nav className="field-nav" aria-label="主导航">
        <NavLink to={paths.home} end>
          检查
        </NavLink>
        <NavLink to={paths.queue}>
          待发送
          {waiting > 0 && <span className="count">{waiting}</span>}
        </NavLink>
        <NavLink to={paths.phone}>本机</NavLink>
      </nav>
    </div>
  );
}

interface Badged {
  setAppBadge?: (count: number) => Promise<void>;
  clearAppBadge?: () => Promise<void>;
}

/** The number on the icon of the installed app, where the phone shows one. */
function useBadge(count: number) {
  useEffect(() => {
    const phone = navigator as Badged;
    const shown = count > 0 ? phone.setAppBadge?.(count) : phone.clearAppBadge?.();
    // Not allowed on this phone: the number stands in the page as well.
    shown?.catch(() => undefined);
  }, [count]);
}
