import { Qr } from "@ui/qr";
import { useBundle } from "../draw/useBundle";
import { type Course, entryOf } from "../model/course";
import type { Step } from "../model/script";
import { verifyPath } from "../paths";
import { Checking } from "./Checking";
import { count, Figure, Sealed } from "./parts";

/** After the matching: who is short, what is dispatched, and how everybody checks. */
export function MatchPanel({ course, step }: { course: Course; step: Step }) {
  const { draw } = course.live;
  const open = draw.publication === "immediate" || draw.unsealed;
  const last = course.entries[course.entries.length - 1];
  const bench = useBundle(draw.id, `${last?.index}`, open);
  const drawn = draw.counts.units.reduce((sum, unit) => sum + unit.drawn, 0);
  const address = `${location.origin}${verifyPath(draw.id)}`;
  return (
    <>
      <dl className="figures">
        <Figure label="抽取" value={`${count(drawn)} 户次`} />
        <Figure label="匹配池" value={count(draw.counts.pools.length)} />
        <Figure label="已派发" value={`${draw.released} / ${draw.batches} 批`} />
        <Figure label="名单" value={open ? "已公开" : "封存"} />
      </dl>
      <Pools course={course} />
      {open && <Checking bench={bench} />}
      <div className="columns">
        <Sealed entry={entryOf(course.entries, step.id === "end" ? "unseal" : "match") ?? last} />
        <section className="checkpoint">
          <h2>人人可以核验</h2>
          <div className="scan">
            <Qr text={address} says="核验页面的网址，二维码" size="7rem" />
            <p>用手机扫码，或打开核验页面，在自己的设备上重算一遍。</p>
          </div>
        </section>
      </div>
    </>
  );
}

function Pools({ course }: { course: Course }) {
  const { pools } = course.live.draw.counts;
  return (
    <div className="table-scroll" role="region" aria-label="检查人员匹配" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">匹配池</th>
            <th scope="col" className="number">
              户次
            </th>
            <th scope="col" className="number">
              人员
            </th>
            <th scope="col" className="number">
              岗位
            </th>
            <th scope="col">结果</th>
          </tr>
        </thead>
        <tbody>
          {pools.map((pool) => (
            <tr key={pool.pool}>
              <td>{pool.pool}</td>
              <td className="number">{count(pool.entries)}</td>
              <td className="number">{count(pool.officers)}</td>
              <td className="number">{count(pool.posts)}</td>
              <td>
                {pool.void ? `人手不足，缺 ${pool.deficit} 人次` : "已匹配"}
                {pool.ladder.length > 0 && `（${pool.ladder.join("；")}）`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
