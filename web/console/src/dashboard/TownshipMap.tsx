import type { CSSProperties } from "react";
import { Link } from "react-router";
import type { Schema } from "@api/client";
import { laidOut } from "./layout";
import { percent, stepName, stepOf, STEPS } from "./share";
import { useLinks } from "./useLinks";

interface Props {
  shown: Schema<"Dashboard">;
  organ: string;
}

/** One tile for each township, shaded by the share of problems, with the numbers in words. */
export function TownshipMap({ shown, organ }: Props) {
  const { places, columns, known } = laidOut(shown.townships);
  const some = known === places.length ? "" : "；不知道在哪里的排在最后";
  const how = known
    ? `按名录中对象的位置大致排列，上北下南，不表示边界${some}`
    : "按区划代码排列（名录没有经纬度），不表示位置和边界";
  return (
    <section aria-label="乡镇问题率">
      <h2>乡镇问题率</h2>
      <p className="muted">
        示意图：{how}。
        问题率为已公示检查中发现问题的户次所占的比例；户次少的，比例起伏大，不宜比较。
      </p>
      <div className="table-scroll" role="region" aria-label="乡镇示意图" tabIndex={0}>
        <ul className="township-map" style={{ "--columns": columns } as CSSProperties}>
          {places.map((it) => (
            <Township key={it.region} {...{ it, shown, organ }} />
          ))}
        </ul>
      </div>
      <ul className="legend" aria-label="图例">
        <li>
          <span className="legend-box shade-none" aria-hidden="true" />
          没有公示的检查
        </li>
        {STEPS.map((from, at) => (
          <li key={from}>
            <span className={`legend-box shade-${at}`} aria-hidden="true" />
            {stepName(at)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Township({ it, shown, organ }: Props & { it: Schema<"DashboardTownship"> }) {
  const to = useLinks();
  const year = shown.until.slice(0, 4);
  const own = organ || (shown.reach === "organ" ? (shown.departments[0]?.organ ?? "") : "");
  const query = {
    region: it.region,
    from: `${year}-01-01`,
    to: shown.until,
    ...(own ? { organ: own } : {}),
  };
  const results = to({ noun: "results", query });
  const subjects = to({ noun: "subjects", query: { region: it.region } });
  return (
    <li className={`township shade-${stepOf(it.share) ?? "none"}`}>
      <strong>{it.name}</strong>
      <span className="township-share">{percent(it.share)}</span>
      {results && (
        <Link to={results}>
          <span className="visually-hidden">{it.name}：</span>查 {it.inspected}，问题 {it.problems}
        </Link>
      )}
      {subjects && (
        <Link to={subjects}>
          <span className="visually-hidden">{it.name}：</span>对象{" "}
          {it.subjects.toLocaleString("zh-CN")} 户
        </Link>
      )}
    </li>
  );
}
