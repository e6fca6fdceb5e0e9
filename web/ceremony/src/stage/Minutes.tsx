import { useEffect } from "react";
import { Link, useParams } from "react-router";
import { Qr } from "@ui/qr";
import { Failed, Loading } from "@ui/states";
import { moment } from "@ui/time";
import { type Course, type Entry, entryOf } from "../model/course";
import { BEACONS, ENTRIES, exclusion } from "../model/words";
import { paths, verifyPath } from "../paths";
import { useCourse, useSeen } from "../useLive";
import { grouped } from "../party/digits";
import { count } from "./parts";
import { Roots } from "./RevealPanel";

/** 抽取记录 to be printed and signed by those present. */
export function MinutesPage() {
  const { id = "" } = useParams();
  const seen = useSeen(id);
  const course = useCourse(seen.data);
  useEffect(() => {
    document.title = "抽取记录 · 阳光签";
  }, []);
  if (course) return <Minutes course={course} />;
  return (
    <main id="main" className="desk">
      <h1>抽取记录</h1>
      {seen.error ? <Failed error={seen.error} /> : <Loading />}
    </main>
  );
}

function Minutes({ course }: { course: Course }) {
  const { draw, title, organ_name } = course.live;
  return (
    <main id="main" className="minutes">
      <p className="row no-print">
        <button type="button" className="button primary" onClick={() => window.print()}>
          打印
        </button>
        <Link to={paths.stage(draw.id)}>回到大屏</Link>
      </p>
      <h1>“双随机、一公开”抽取记录</h1>
      <dl className="facts">
        <Fact label="任务" value={title} />
        <Fact label="组织单位" value={organ_name} />
        <Fact label="抽取编号" value={`${draw.draw_id}（第 ${draw.attempt} 次）`} />
        <Fact label="状态" value={draw.state_name} />
        <Fact label="结果公开方式" value={draw.publication === "sealed" ? "封存" : "即时公开"} />
        <Fact label="公共随机源" value={BEACONS[draw.beacon] ?? draw.beacon} />
      </dl>
      <Numbers course={course} />
      <Roots course={course} />
      <Steps course={course} />
      <Checkpoints entries={course.entries} />
      <section>
        <h2>核验</h2>
        <div className="scan">
          <Qr text={`${location.origin}${verifyPath(draw.id)}`} says="核验页面的网址" size="5rem" />
          <p>
            任何人都可以下载本次抽取的公布文件，用核验页面或任何一个核验程序从头重算。
            请把上面的检查点与核验页面显示的逐字核对。
          </p>
        </div>
      </section>
      <Signatures course={course} />
    </main>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Numbers({ course }: { course: Course }) {
  const { counts } = course.live.draw;
  if (counts.frame === 0) return null;
  return (
    <section>
      <h2>名单和名额</h2>
      <p>
        抽取底册 {count(counts.frame)} 户，可以抽取 {count(counts.eligible)} 户
        {counts.excluded.length > 0 && `；不参加抽取：${counts.excluded.map(exclusion).join("，")}`}
        。检查人员 {count(counts.officers)} 名，回避、轮换、请假 {count(counts.conflicts)} 条。
      </p>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">抽取单元</th>
            <th scope="col" className="number">
              可抽户数
            </th>
            <th scope="col" className="number">
              抽取户数
            </th>
            <th scope="col" className="number">
              候补户数
            </th>
          </tr>
        </thead>
        <tbody>
          {counts.units.map((unit) => (
            <tr key={unit.unit}>
              <td>{unit.unit}</td>
              <td className="number">{count(unit.eligible)}</td>
              <td className="number">{count(unit.drawn)}</td>
              <td className="number">{count(unit.waiting)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What an entry says that a person would write down. */
function note(entry: Entry): string {
  const text = (name: string) => String(entry.rec[name] ?? "");
  switch (entry.type) {
    case "plan":
      return `规则摘要 ${text("rules")}`;
    case "intent":
      return `意向摘要 ${text("intent")}`;
    case "escrow":
      return `托管方 ${text("holder")} 核对并签收`;
    case "reveal":
      return `${text("contributor")}：${text("nonce")}`;
    case "beacon":
      return grouped(text("value"));
    case "result":
      return `结果的根 ${text("result_root")}`;
    case "match":
      return `匹配摘要 ${text("matching")}`;
    case "unseal":
      return `由 ${text("by")} 启封`;
    case "void":
    case "correction":
      return text("text");
    default:
      return "";
  }
}

function Steps({ course }: { course: Course }) {
  return (
    <section>
      <h2>经过</h2>
      <table className="table steps">
        <thead>
          <tr>
            <th scope="col">时间</th>
            <th scope="col">步骤</th>
            <th scope="col">日志序号</th>
            <th scope="col">内容</th>
          </tr>
        </thead>
        <tbody>
          {course.entries.map((it) => (
            <tr key={it.index}>
              <td>{moment(it.time)}</td>
              <td>{ENTRIES[it.type] ?? it.type}</td>
              <td>{it.index}</td>
              <td>
                <code>{note(it)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const STAGES = ["intent", "close", "result"];

/** What those present can hold against the published log for ever; stages signed together share. */
function Checkpoints({ entries }: { entries: Entry[] }) {
  const stages = new Map<string, string[]>();
  for (const type of STAGES) {
    const checkpoint = entryOf(entries, type)?.checkpoint;
    if (!checkpoint) continue;
    stages.set(checkpoint, [...(stages.get(checkpoint) ?? []), ENTRIES[type] ?? type]);
  }
  if (stages.size === 0) return null;
  return (
    <section>
      <h2>各阶段的检查点</h2>
      <ul className="checkpoints">
        {[...stages].map(([checkpoint, names]) => (
          <li key={checkpoint}>
            <Qr text={checkpoint} says={`${names.join("、")}的检查点`} size="6rem" />
            <div>
              <strong>{names.join("、")}</strong>
              <pre>{checkpoint}</pre>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

const ROLES: Record<string, string> = {
  contributor: "随机数提供方",
  holder: "托管方",
  recorder: "摇号记录人",
};

function Signatures({ course }: { course: Course }) {
  return (
    <section className="signatures">
      <h2>在场各方签名</h2>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">身份</th>
            <th scope="col">单位</th>
            <th scope="col">姓名</th>
            <th scope="col">签名</th>
            <th scope="col">日期</th>
          </tr>
        </thead>
        <tbody>
          {course.live.attendees.map((it) => (
            <tr key={`${it.role}${it.id}`}>
              <td>
                {ROLES[it.role]}（{it.id}）
              </td>
              <td>{it.organ_name}</td>
              <td>{it.person_name ?? ""}</td>
              <td></td>
              <td></td>
            </tr>
          ))}
          <tr>
            <td>监督人</td>
            <td></td>
            <td></td>
            <td></td>
            <td></td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}
