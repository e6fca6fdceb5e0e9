import { useEffect, type ReactNode } from "react";
import { ElderSwitch } from "@ui/ElderSwitch";
import { Link } from "react-router";
import { Online } from "../../console/src/shell/Online";
import { useSession } from "../../console/src/session/session";
import { paths } from "./paths";

/** A page for one person at a desk: everything but the big screen. */
export function PlainPage({ title, children }: { title: string; children: ReactNode }) {
  const { name } = useSession();
  useEffect(() => {
    document.title = `${title} · 阳光签 抽取现场`;
  }, [title]);
  return (
    <div className="desk">
      <a className="skip-link" href="#main">
        跳到主要内容
      </a>
      <header className="desk-head row no-print">
        <Link to={paths.choose}>抽取现场</Link>
        <span className="muted">{name}</span>
        <ElderSwitch />
      </header>
      <main id="main" className="stack" tabIndex={-1}>
        <h1>{title}</h1>
        <Online />
        {children}
      </main>
    </div>
  );
}
