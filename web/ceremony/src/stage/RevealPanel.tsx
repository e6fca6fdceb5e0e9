import { type Course, entryOf } from "../model/course";
import { count, Left, People, Sealed } from "./parts";

/** The intent is public: roots to copy, and the random numbers as they are shown. */
export function RevealPanel({ course, left }: { course: Course; left: number }) {
  return (
    <>
      <div className="beside">
        <People title="各方的随机数" parts={course.contributors} />
        <Left label="揭示截止" at={course.live.draw.reveal_by} left={left} />
      </div>
      <People title="托管方（保管组织方的随机数）" parts={course.holders} />
      <div className="columns">
        <Roots course={course} />
        <Sealed entry={entryOf(course.entries, "intent")} />
      </div>
    </>
  );
}

/** 指纹 of all that was fixed. */
export function Roots({ course }: { course: Course }) {
  const { intent } = course;
  if (!intent) return null;
  const rows: [string, string][] = [
    [`名单（${count(intent.frameCount)} 户）`, intent.frameRoot],
    [`检查人员（${count(intent.officerCount)} 名）`, intent.officerRoot],
    [`回避等（${count(intent.conflictCount)} 条）`, intent.conflictRoot],
    ["规则", intent.rules],
    ["意向", intent.digest],
  ];
  return (
    <section>
      <h2>已经固定的指纹</h2>
      <dl className="roots">
        {rows.map(([label, root]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <code>{root}</code>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
