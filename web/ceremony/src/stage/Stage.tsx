import { useEffect, useState } from "react";
import { Link, useParams } from "react-router";
import { ElderSwitch } from "@ui/ElderSwitch";
import { Failed, Loading } from "@ui/states";
import { Online } from "../../../console/src/shell/Online";
import { type Course, until } from "../model/course";
import { stepOf, type Step, WAY } from "../model/script";
import { paths } from "../paths";
import { useCourse, useSeen } from "../useLive";
import { Desk } from "./Desk";
import { BeaconPanel } from "./BeaconPanel";
import { CommitPanel } from "./CommitPanel";
import { DrawPanel } from "./DrawPanel";
import { MatchPanel } from "./MatchPanel";
import { OpeningPanel } from "./OpeningPanel";
import { RevealPanel } from "./RevealPanel";
import { turnTheme } from "./theme";

/** 大屏: what everybody in the room sees, and beside it what the clerk says and does. */
export function StagePage() {
  const { id = "" } = useParams();
  const seen = useSeen(id);
  const course = useCourse(seen.data);
  useEffect(() => {
    document.documentElement.classList.add("big");
    return () => document.documentElement.classList.remove("big");
  }, []);
  useEffect(() => {
    document.title = `${course?.live.title ?? "抽取"} · 抽取现场`;
  }, [course?.live.title]);
  if (course) return <Stage course={course} lost={seen.isError} />;
  return (
    <main id="main" className="desk">
      <h1>抽取现场</h1>
      {seen.error ? <Failed error={seen.error} retry={() => void seen.refetch()} /> : <Loading />}
    </main>
  );
}

function Stage({ course, lost }: { course: Course; lost: boolean }) {
  const step = stepOf(course);
  const [desk, setDesk] = useState(true);
  return (
    <div className={desk ? "stage" : "stage wide"}>
      <a className="skip-link" href="#main">
        跳到主要内容
      </a>
      <Head course={course} />
      <Way step={step} />
      <main id="main" className="board" tabIndex={-1}>
        {lost && (
          <p className="notice warn" role="status">
            暂时连接不上平台，屏幕停在刚才的内容；恢复后自动更新。
          </p>
        )}
        <Online />
        <Panel course={course} step={step} />
      </main>
      {desk && <Desk course={course} step={step} />}
      <footer className="stage-foot row">
        <button type="button" className="button small" onClick={() => setDesk(!desk)}>
          {desk ? "收起操作台" : "展开操作台"}
        </button>
        <button type="button" className="button small" onClick={turnTheme}>
          深色 / 浅色
        </button>
        <ElderSwitch />
        <Link to={paths.minutes(course.live.draw.id)}>抽取记录</Link>
        <Link to={paths.choose}>换一次抽取</Link>
      </footer>
    </div>
  );
}

const CLOCK = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

function Head({ course }: { course: Course }) {
  const { draw, title, organ_name } = course.live;
  return (
    <header className="stage-head">
      <div>
        <h1>{title}</h1>
        <p>
          {organ_name} · 第 {draw.attempt} 次抽取 · 编号 {draw.draw_id} ·{" "}
          {draw.publication === "sealed" ? "结果封存，派发后启封" : "结果即时公开"}
        </p>
      </div>
      <p className="clock" aria-label="平台时间">
        {CLOCK.format(course.now)}
      </p>
    </header>
  );
}

function Way({ step }: { step: Step }) {
  const at = WAY.findIndex((it) => it.steps.includes(step.id));
  return (
    <nav aria-label="抽取的各步">
      <ol className="way">
        {WAY.map((it, i) => (
          <li
            key={it.id}
            className={i < at || step.id === "end" ? "done" : i === at ? "now" : ""}
            aria-current={i === at ? "step" : undefined}
          >
            {it.title}
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Panel({ course, step }: { course: Course; step: Step }) {
  switch (step.id) {
    case "freeze":
    case "over":
      return <OpeningPanel course={course} />;
    case "commit":
    case "announce":
      return <CommitPanel course={course} />;
    case "reveal":
    case "close":
      return <RevealPanel course={course} left={until(course, course.live.draw.reveal_by)} />;
    case "beacon":
      return <BeaconPanel course={course} left={until(course, course.live.draw.beacon_at)} />;
    case "draw":
      return <DrawPanel course={course} />;
    case "match":
      return <DrawPanel course={course} />;
    default:
      return <MatchPanel course={course} step={step} />;
  }
}
