import type { ReactNode } from "react";
import { Link } from "react-router";
import { Loading } from "@ui/states";
import { paths } from "../paths";
import { useVisit, type Visiting } from "./useVisit";

interface Props {
  /** Heading of a page below the visit; the visit's own page has none. */
  title?: string;
  children: (visiting: Visiting) => ReactNode;
}

/** What every page of a visit has: the way back, whom it is about, and nothing when there is none. */
export function VisitFrame({ title, children }: Props) {
  const visiting = useVisit();
  if (visiting === undefined) return <Loading />;
  if (visiting === null) {
    return (
      <>
        <h1>手机里没有这次检查</h1>
        <p>它可能已经改派给别人，或者还没有更新到这台手机。</p>
        <p>
          <Link to={paths.home}>回到我的检查</Link>
        </p>
      </>
    );
  }
  const { view } = visiting;
  return (
    <div className="stack">
      <nav aria-label="返回">
        <Link className="back" to={title ? paths.visit(view.id) : paths.home}>
          ‹ {title ? view.subject_name : "我的检查"}
        </Link>
      </nav>
      <h1>{title ?? view.subject_name}</h1>
      {children(visiting)}
    </div>
  );
}
