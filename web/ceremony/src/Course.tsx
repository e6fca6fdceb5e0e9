import type { ReactNode } from "react";
import { useParams } from "react-router";
import { Failed, Loading } from "@ui/states";
import type { Course } from "./model/course";
import { PlainPage } from "./PlainPage";
import { useCourse, useSeen } from "./useLive";

/** A desk page about the attempt of the address: loads it, or says why not. */
export function CoursePage(props: { title: string; children: (course: Course) => ReactNode }) {
  const { id = "" } = useParams();
  const seen = useSeen(id);
  const course = useCourse(seen.data);
  return (
    <PlainPage title={props.title}>
      {course && (
        <p className="muted">
          {course.live.title} · 抽取编号 {course.live.draw.draw_id} · {course.live.draw.state_name}
        </p>
      )}
      {course && props.children(course)}
      {!course && seen.isPending && <Loading />}
      {!course && seen.error && <Failed error={seen.error} retry={() => void seen.refetch()} />}
    </PlainPage>
  );
}
