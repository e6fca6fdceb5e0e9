import { useState } from "react";
import { Empty, Loading, ProblemNotice } from "@ui/states";
import { moment } from "@ui/time";
import { platformToday } from "../local/clock";
import { useField } from "../local/Field";
import type { LocalVisit } from "../local/types";
import { useLive } from "../local/useLive";
import { useRefresh } from "../local/useRefresh";
import { farInWords, metres, placeOf, wayThrough, type Point } from "./place";
import { RouteMap } from "./RouteMap";
import { RouteTools } from "./RouteTools";
import { moved, routed, within, type Chosen, type Range } from "./sort";
import { VisitCard } from "./VisitCard";

const RANGES: [Range, string][] = [
  ["today", "今天"],
  ["week", "本周"],
  ["all", "全部"],
];

const EMPTY: Record<Range, [string, string]> = {
  today: ["今天还没有安排", "到“本周”里把要去的排到今天；已开始的和今天到期的会自己出现。"],
  week: ["本周没有待办的检查", "派发到您的检查会出现在这里。"],
  all: ["没有检查", "派发到您的检查会出现在这里。"],
};

function useVisits() {
  const { db } = useField();
  return useLive(async () => {
    const [visits, ops, order, chosen, regions, refreshed] = await Promise.all([
      db.visits.toArray(),
      db.ops.toArray(),
      db.recall<string[]>("order"),
      db.recall<Chosen>("chosen"),
      db.recall<Record<string, string>>("regions"),
      db.recall<string>("refreshed"),
    ]);
    return { visits, ops, order: order ?? [], chosen, regions: regions ?? {}, refreshed };
  }, [db]);
}

/** How far a company lies from the one before it, or the first from here. */
function far(before: LocalVisit | undefined, visit: LocalVisit, me?: Point): string | undefined {
  const [from, to] = [before ? placeOf(before) : me, placeOf(visit)];
  if (!from || !to) return undefined;
  return `${before ? "距上一家" : "距您"}直线 ${farInWords(metres(from, to))}`;
}

/** The inspector's visits in the order of the route. */
export function VisitsPage() {
  const { db } = useField();
  const found = useVisits();
  const { busy, problem, again } = useRefresh();
  const [picked, setPicked] = useState<Range>();
  const [ordering, setOrdering] = useState(false);
  const [mapped, setMapped] = useState(false);
  const [me, setMe] = useState<Point>();
  if (!found || (found.visits.length === 0 && busy)) return <Loading />;
  const today = platformToday();
  const { visits, ops, order, chosen, regions } = found;
  const of = (it: Range) => visits.filter((visit) => within(visit.details, it, today, chosen));
  const range = picked ?? (of("today").length > 0 ? "today" : "week");
  const shown = routed(of(range), order);
  const ids = shown.map((it) => it.id);
  const rest = order.filter((id) => !ids.includes(id));
  const chosenIds = chosen?.day === today ? chosen.ids : [];
  const choose = (id: string) =>
    void db.remember("chosen", {
      day: today,
      ids: chosenIds.includes(id) ? chosenIds.filter((it) => it !== id) : [...chosenIds, id],
    });
  return (
    <>
      <div className="row between">
        <h1>我的检查</h1>
        <button type="button" className="button" onClick={again} disabled={busy}>
          {busy ? "正在更新……" : "更新"}
        </button>
      </div>
      <div className="ranges" role="group" aria-label="时间范围">
        {RANGES.map(([it, name]) => (
          <button key={it} type="button" aria-pressed={it === range} onClick={() => setPicked(it)}>
            {name} {of(it).length}
          </button>
        ))}
      </div>
      {problem &&
        (problem.code === "client.offline" ? (
          <p className="muted" aria-live="polite">
            没有网络，下面是手机里存着的内容。
          </p>
        ) : (
          <ProblemNotice problem={problem} />
        ))}
      {shown.length > 0 && (
        <RouteTools
          {...{ ordering, setOrdering, mapped, setMapped }}
          several={shown.length > 1}
          plan={(from) => {
            setMe(from);
            void db.remember("order", [...wayThrough(from, shown), ...rest]);
          }}
        />
      )}
      {mapped && <RouteMap visits={shown} me={me} />}
      {shown.length === 0 ? (
        <Empty title={EMPTY[range][0]}>{EMPTY[range][1]}</Empty>
      ) : (
        <ol className="plain-list">
          {shown.map((visit, at) => (
            <VisitCard
              key={visit.id}
              visit={visit}
              number={mapped ? at + 1 : undefined}
              far={far(shown[at - 1], visit, me)}
              ops={ops.filter((op) => op.visit === visit.id)}
              region={regions[visit.details.subject_region]}
              today={today}
              chosen={chosenIds.includes(visit.id)}
              choose={() => choose(visit.id)}
              {...(ordering
                ? {
                    move: (by: -1 | 1) =>
                      void db.remember("order", [...moved(ids, visit.id, by), ...rest]),
                  }
                : {})}
            />
          ))}
        </ol>
      )}
      {found.refreshed && (
        <p className="muted small-text">平台的内容更新于 {moment(found.refreshed)}</p>
      )}
    </>
  );
}
