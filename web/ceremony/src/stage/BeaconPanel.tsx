import { type Course, entryOf, sheetsDiffer } from "../model/course";
import { BEACONS } from "../model/words";
import { Left, People, Sealed } from "./parts";

/** Waiting for the public entropy; nothing of it can be known yet. */
export function BeaconPanel({ course, left }: { course: Course; left: number }) {
  const { draw } = course.live;
  return (
    <>
      <div className="beside">
        <section>
          <h2>{BEACONS[draw.beacon] ?? draw.beacon}</h2>
          <p className="lead">
            {draw.round ? `第 ${draw.round} ${draw.beacon === "ceremony" ? "场" : "期"}，` : ""}
            事先约定，不能改换。
          </p>
          {sheetsDiffer(course) && (
            <p className="notice bad" role="alert">
              两份记录单不一致，请两位记录人逐位核对。
            </p>
          )}
          <People title="摇号记录人" parts={course.recorders} />
        </section>
        <Left label="产生时间" at={draw.beacon_at} left={left} />
      </div>
      <People title="各方的随机数" parts={course.contributors} />
      <Sealed entry={entryOf(course.entries, "close")} />
    </>
  );
}
