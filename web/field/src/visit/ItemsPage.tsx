import { Link } from "react-router";
import { paths } from "../paths";
import { isWaiting } from "../queue/op";
import type { Details } from "../local/types";
import { VisitFrame } from "./VisitFrame";

type Item = Details["items"][number];

/** The items of the visit: those of one's own department are to be filled in. */
export function ItemsPage() {
  return (
    <VisitFrame title="检查记录">
      {({ view, ops }) => {
        const organs = view.parts;
        const sending = ops.filter((op) => op.kind === "check" && isWaiting(op));
        const isHere = (item: Item) =>
          sending.some((op) =>
            (op.body.items as { code: string }[]).some((it) => it.code === item.code),
          );
        return (
          <>
            {organs.map((organ) => (
              <section key={organ.organ} aria-label={organ.organ_name}>
                <h2>{organ.organ_name}</h2>
                <nav className="steps" aria-label={`${organ.organ_name}的事项`}>
                  {view.items
                    .filter((it) => it.organ === organ.organ)
                    .map((item) => (
                      <Link key={item.id} className="step" to={paths.item(view.id, item.code)}>
                        <span>
                          <strong>{item.name}</strong>
                          <br />
                          <Standing item={item} here={isHere(item)} />
                        </span>
                        <span aria-hidden="true">›</span>
                      </Link>
                    ))}
                </nav>
              </section>
            ))}
            {view.allowed_actions.includes("finish") && (
              <div className="thumb-bar">
                <Link className="button primary big" to={paths.step(view.id, "sign")}>
                  阅读记录并签字
                </Link>
              </div>
            )}
          </>
        );
      }}
    </VisitFrame>
  );
}

function Standing({ item, here }: { item: Item; here: boolean }) {
  if (item.state === "satisfied") return <span className="badge good">互认免检</span>;
  if (!item.checked) return <span className="badge quiet">还没有填写</span>;
  const failed = item.checked.answers.filter((it) => it.outcome === "fail").length;
  return (
    <span className="row">
      <span className={failed > 0 ? "badge bad" : "badge good"}>
        {failed > 0 ? `${failed} 个要点不合格` : "没有不合格的要点"}
      </span>
      {here && <span className="badge warn">在本机</span>}
    </span>
  );
}
