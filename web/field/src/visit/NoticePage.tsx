import { Link } from "react-router";
import { moment } from "@ui/time";
import { NOTICE_METHODS } from "./codes";
import { paths } from "../paths";
import { VisitFrame } from "./VisitFrame";

/** The notice as it was given. */
export function NoticePage() {
  return (
    <VisitFrame title="检查通知书">
      {({ view }) => {
        const { notice } = view;
        if (!notice) return <p>通知书还没有送达。</p>;
        const method = NOTICE_METHODS.find(([code]) => code === notice.method)?.[1];
        return (
          <div className="card stack">
            <dl className="facts one">
              <div>
                <dt>检查方式</dt>
                <dd>{method ?? notice.method}</dd>
              </div>
              <div>
                <dt>送达</dt>
                <dd>
                  {notice.delivery}，{notice.advance ? "提前送达" : "当场出具"}，{moment(notice.at)}
                </dd>
              </div>
              <div>
                <dt>联系人和电话</dt>
                <dd>{notice.contact}</dd>
              </div>
            </dl>
            <section aria-label="需要准备的材料">
              <h2>需要准备的材料</h2>
              {notice.materials.length === 0 && <p>不需要准备。</p>}
              <ul>
                {notice.materials.map((it) => (
                  <li key={it}>{it}</li>
                ))}
              </ul>
            </section>
            <section aria-label="企业的权利">
              <h2>企业的权利</h2>
              <ul>
                {notice.rights.map((it) => (
                  <li key={it}>{it}</li>
                ))}
              </ul>
            </section>
            <Link className="button" to={paths.step(view.id, "code")}>
              出示检查码
            </Link>
          </div>
        );
      }}
    </VisitFrame>
  );
}
