import { useState } from "react";
import { useToast } from "@ui/toast";
import { locate } from "../capture/place";
import type { Point } from "./place";

interface Props {
  several: boolean;
  ordering: boolean;
  setOrdering: (on: boolean) => void;
  mapped: boolean;
  setMapped: (on: boolean) => void;
  /** Puts the visits in a short order from where the inspector stands. */
  plan: (from: Point) => void;
}

/** What can be done with the route: its order by hand or by distance, and its picture. */
export function RouteTools({ several, ordering, setOrdering, mapped, setMapped, plan }: Props) {
  const say = useToast();
  const [busy, setBusy] = useState(false);

  async function nearestFirst() {
    setBusy(true);
    const found = await locate();
    setBusy(false);
    if ("why" in found) return say(`无法定位：${found.why}；可以用“调整顺序”手工排。`, "bad");
    plan(found.position);
    say("已按远近排好；没有位置的排在最后。");
  }

  return (
    <div className="row route-tools" role="group" aria-label="路线">
      <button
        type="button"
        className="button small"
        aria-pressed={mapped}
        onClick={() => setMapped(!mapped)}
      >
        路线图
      </button>
      {several && (
        <>
          <button
            type="button"
            className="button small"
            disabled={busy}
            onClick={() => void nearestFirst()}
          >
            {busy ? "正在定位……" : "按远近排"}
          </button>
          <button
            type="button"
            className="button small"
            aria-pressed={ordering}
            onClick={() => setOrdering(!ordering)}
          >
            {ordering ? "排好了" : "调整顺序"}
          </button>
        </>
      )}
    </div>
  );
}
