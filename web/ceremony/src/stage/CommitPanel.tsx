import type { Course } from "../model/course";
import { exclusion } from "../model/words";
import { count, Figure, People } from "./parts";

/** The frame is fixed: its counts, and the promises as they come in. */
export function CommitPanel({ course }: { course: Course }) {
  const { counts } = course.live.draw;
  return (
    <>
      <dl className="figures">
        <Figure label="名单（抽取底册）" value={`${count(counts.frame)} 户`} />
        <Figure label="可以抽取" value={`${count(counts.eligible)} 户`} />
        <Figure label="检查人员" value={`${count(counts.officers)} 名`} />
        <Figure label="回避、轮换、请假" value={`${count(counts.conflicts)} 条`} />
      </dl>
      {counts.excluded.length > 0 && (
        <p className="aside">不参加抽取：{counts.excluded.map(exclusion).join("，")}</p>
      )}
      <People title="各方的承诺" parts={course.contributors} />
      <Units course={course} />
    </>
  );
}

function Units({ course }: { course: Course }) {
  const { units } = course.live.draw.counts;
  if (units.length < 2) return null;
  return (
    <section>
      <h2>抽取单元</h2>
      <ul className="units">
        {units.map((unit) => (
          <li key={unit.unit}>
            <span>{unit.unit}</span> <strong>{count(unit.eligible)} 户</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
