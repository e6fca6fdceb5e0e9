import { useState } from "react";
import type { Row } from "../noun/noun";
import { TaggingForm, WAYS, type Way } from "./TaggingForm";

/** Puts a tag on many subjects or takes it off. */
export function BulkTagging({ tag }: { tag: Row }) {
  const ways = (["attach", "detach"] as const).filter((way) => tag.allowed_actions?.includes(way));
  const [way, setWay] = useState<Way>(ways[0] ?? "attach");
  if (ways.length === 0) return <p className="card">这个标签由其他部门维护，您不能批量使用。</p>;
  return (
    <div className="card stack">
      <div className="row" role="group" aria-label="做什么">
        {ways.map((it) => (
          <button
            key={it}
            type="button"
            className={`button ${it === way ? "primary" : ""}`}
            aria-pressed={it === way}
            onClick={() => setWay(it)}
          >
            {WAYS[it]}
          </button>
        ))}
      </div>
      <TaggingForm key={way} tag={tag} way={way} />
    </div>
  );
}
