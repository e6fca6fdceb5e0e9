import { useBundle } from "../draw/useBundle";
import { difference, type Stated } from "../draw/compute";
import { type Course, entryOf } from "../model/course";
import { grouped } from "../party/digits";
import { moment } from "@ui/time";
import { Checking } from "./Checking";
import { count, Figure, Sealed } from "./parts";
import { UnitBoard } from "./UnitBoard";

/** The draw: computed on this screen where everything is public, else the sealed result. */
export function DrawPanel({ course }: { course: Course }) {
  const { draw } = course.live;
  const open = draw.publication === "immediate" || draw.unsealed;
  const result = entryOf(course.entries, "result");
  const bench = useBundle(draw.id, result ? "result" : "beacon", open);
  const differs =
    bench.computed && bench.stated.length > 0
      ? difference(bench.computed, bench.stated)
      : undefined;
  return (
    <>
      <dl className="figures">
        <Figure
          label="公共随机数"
          value={<span className="mono">{grouped(course.beacon ?? "")}</span>}
        />
        {bench.computed && <Figure label="种子" value={<code>{bench.computed.seed}</code>} />}
      </dl>
      <div className="columns">
        {open && <Checking bench={bench} />}
        {differs === "" && (
          <p className="notice good" role="status">
            平台的结果与这块屏幕独立算出的完全一致。
          </p>
        )}
      </div>
      {differs && (
        <p className="notice bad" role="alert">
          平台的结果与屏幕算出的不同：{differs}请停止，并通知监督人员。
        </p>
      )}
      {bench.computed?.units.map((unit) => (
        <UnitBoard key={unit.unit} unit={unit} seconds={bench.seconds} />
      ))}
      {bench.withheld && <Lines stated={bench.stated} />}
      {!open && <SealedResult course={course} />}
      <Sealed entry={result} />
    </>
  );
}

/** Where the screen cannot compute, the cutoffs that the platform publishes. */
function Lines({ stated }: { stated: Stated[] }) {
  return (
    <dl className="roots">
      {stated.map((it) => (
        <div key={it.unit}>
          <dt>
            单元 {it.unit}：抽 {count(it.n)} 户，中签线
          </dt>
          <dd>
            <code>{it.cutoff === "-" ? "没有名额" : it.cutoff}</code>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Of a sealed result: its fingerprint, how many, and when it will be opened. No name. */
function SealedResult({ course }: { course: Course }) {
  const { draw } = course.live;
  const result = entryOf(course.entries, "result");
  const [first, last] = [draw.release_at[0] ?? "", draw.release_at[draw.release_at.length - 1]];
  if (!result) {
    return (
      <section>
        <h2>等待抽取</h2>
        <p className="lead">
          组织方的随机数封存，屏幕不能代算；平台抽取后，这里显示结果的指纹。名单在派发之后启封，
          届时任何人都能重算并与这个指纹核对。
        </p>
      </section>
    );
  }
  const text = (name: string) => String(result.rec[name] ?? "");
  return (
    <section>
      <h2>已抽取，结果封存</h2>
      <dl className="figures">
        {draw.counts.units.map((unit) => (
          <Figure
            key={unit.unit}
            label={`单元 ${unit.unit}`}
            value={`${count(unit.eligible)} 户抽 ${count(unit.drawn)} 户`}
          />
        ))}
      </dl>
      <dl className="roots">
        <div>
          <dt>结果的指纹</dt>
          <dd>
            <code>{text("result_root")}</code>
          </dd>
        </div>
        <div>
          <dt>结果摘要</dt>
          <dd>
            <code>{text("result")}</code>
          </dd>
        </div>
      </dl>
      <p className="lead">
        {moment(first)} 起派发{last !== first && `，${moment(last ?? "")} 派完最后一批`}
        ；派发完即启封，人人可以重算。
      </p>
    </section>
  );
}
