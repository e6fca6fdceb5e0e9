import { useEffect, useState, type ReactNode } from "react";
import { Link, useParams } from "react-router";
import { Loading } from "@ui/states";
import { Problem } from "@api/problem";
import { useField } from "../local/Field";
import { look } from "../local/refresh";
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
  if (visiting === null) return <Absent />;
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

/** A visit that this phone does not have: it is asked for, and else the reason said. */
function Absent() {
  const { db } = useField();
  const { id = "" } = useParams();
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    look(db, id).catch((error: unknown) => setProblem(Problem.of(error)));
  }, [db, id]);
  if (!problem) return <Loading />;
  return (
    <>
      <h1>手机里没有这次检查</h1>
      <p>
        {problem.status === 404
          ? "它不在您的检查里，可能已经改派给别人。"
          : `没有从平台取到：${problem.detail}`}
      </p>
      <p>
        <Link to={paths.home}>回到我的检查</Link>
      </p>
    </>
  );
}
