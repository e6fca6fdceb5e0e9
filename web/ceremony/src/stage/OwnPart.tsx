import { Link } from "react-router";
import type { Live } from "../model/course";
import { paths } from "../paths";

const PAGES: Record<string, [string, (id: string) => string]> = {
  contributor: ["提供随机数", paths.contribute],
  holder: ["托管组织方随机数", paths.hold],
  recorder: ["摇号记录单", paths.record],
};

/** The pages of the part that this person has in the draw. */
export function OwnPart({ live }: { live: Live }) {
  const own = live.attendees.filter((it) => it.own && PAGES[it.role]);
  if (own.length === 0) return null;
  return (
    <p className="row">
      {own.map((it) => (
        <Link key={it.role} className="button" to={PAGES[it.role]![1](live.draw.id)}>
          {PAGES[it.role]![0]}
        </Link>
      ))}
    </p>
  );
}
