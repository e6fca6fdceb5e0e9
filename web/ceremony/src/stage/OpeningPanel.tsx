import { moment } from "@ui/time";
import type { Course } from "../model/course";
import { BEACONS } from "../model/words";
import { Figure, People } from "./parts";

/** Before the freeze: who is here, and what was agreed. */
export function OpeningPanel({ course }: { course: Course }) {
  const { draw } = course.live;
  return (
    <>
      <dl className="figures">
        <Figure label="揭示截止" value={moment(draw.reveal_by)} />
        <Figure label="公共随机源" value={BEACONS[draw.beacon] ?? draw.beacon} />
        <Figure label="公共随机数产生" value={moment(draw.beacon_at)} />
      </dl>
      <People title="随机数提供方" parts={course.contributors} />
      <div className="columns">
        <People title="托管方" parts={course.holders} />
        <People title="摇号记录人" parts={course.recorders} />
      </div>
    </>
  );
}
