import { useEffect, useRef } from "react";
import { Link, Outlet, useLocation } from "react-router";
import { ElderSwitch } from "@ui/ElderSwitch";
import { paths } from "../paths";
import { Navigation } from "./Navigation";
import { Online } from "./Online";
import { UserMenu } from "./UserMenu";

/** The frame of every page: head, navigation, content. A new page takes the focus to its content. */
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
    return (
        <div className="shell">
            <a className="skip-link" href="#content">
                跳到正文
            </a>
            <header className="head no-print">
                <Link className="brand" to={paths.home}>
                    <img src="/office/icon.svg" alt="" width="28" height="28" />
                    阳光签 <span className="brand-sub">办公端</span>
                </Link>
                <div className="row">
                    <a className="button plain small" href="/">
                        公示首页
                    </a>
                    <ElderSwitch />
                    <UserMenu />
                </div>
            </header>
            <Online />
            <div className="body">
                <Navigation />
                <main id="content" className="content" ref={main} tabIndex={-1}>
                    <Outlet />
                </main>
            </div>
        </div>
    );
}
