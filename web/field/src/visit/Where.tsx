import { useState } from "react";
import { useToast } from "@ui/toast";
import { day } from "@ui/time";
import { degrees, inWords, locate } from "../capture/place";
import { useField } from "../local/Field";
import { useLive } from "../local/useLive";
import type { LocalVisit } from "../local/types";
import { placeOf } from "../visits/place";

/** Whom and where: by the platform's position, or by where this phone stood. The map is the
 * phone's own: nothing is asked of another server. */
export function Where({ visit }: { visit: LocalVisit }) {
  const { db } = useField();
  const say = useToast();
  const [busy, setBusy] = useState(false);
  const regions = useLive(() => db.recall<Record<string, string>>("regions"), [db]);
  const { details, position } = visit;
  const region = regions?.[details.subject_region] ?? "";
  const words = details.subject_name.startsWith(region)
    ? details.subject_name
    : `${region} ${details.subject_name}`;
  const place = placeOf(visit);
  const at = place ? `${place.latitude},${place.longitude}` : "0,0";
  const map = `geo:${at}?q=${encodeURIComponent(place ? `${at}(${words})` : words)}`;

  async function remember() {
    setBusy(true);
    const found = await locate();
    setBusy(false);
    if ("why" in found) return say(`无法定位：${found.why}`, "bad");
    await db.visits.update(details.id, { position: found.position });
    say("已在这台手机上记住这里的位置。");
  }

  async function copy() {
    try {
      await navigator.clipboard.writeText(words);
      say("已复制。");
    } catch {
      say("这台手机不让复制；请长按文字复制。", "warn");
    }
  }

  return (
    <section className="card" aria-label="检查对象">
      <dl className="facts one">
        <div>
          <dt>统一社会信用代码</dt>
          <dd className="mono">{details.subject_code}</dd>
        </div>
        <div>
          <dt>所在区划</dt>
          <dd>{region || details.subject_region}</dd>
        </div>
        {details.position && (
          <div>
            <dt>位置</dt>
            <dd>
              {degrees(details.position)}（{details.position.source_name}，
              {day(details.position.noted_on)}）
            </dd>
          </div>
        )}
        {position && (
          <div>
            <dt>本机记住的位置</dt>
            <dd>{inWords(position)}</dd>
          </div>
        )}
      </dl>
      <div className="row">
        <a className="button" href={map}>
          在地图中找
        </a>
        <button type="button" className="button" onClick={() => void copy()}>
          复制名称地点
        </button>
        <button type="button" className="button" disabled={busy} onClick={() => void remember()}>
          {busy ? "正在定位……" : "记住这里的位置"}
        </button>
      </div>
    </section>
  );
}
