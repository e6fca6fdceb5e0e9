import { Link } from "react-router";
import { Qr } from "@ui/qr";
import { paths, publicAddress } from "../paths";
import { VisitFrame } from "./VisitFrame";

/** 亮证、扫码入企: held out to the company, which checks with its own phone that all is real. */
export function CodePage() {
  return (
    <VisitFrame title="亮证和扫码入企">
      {({ view }) => {
        if (!view.notice) {
          return <p>送达通知并由平台确认以后，才有检查码。</p>;
        }
        const address = publicAddress(view.notice.visit_code);
        return (
          <section className="card show-code" aria-label="给企业看">
            <Qr text={address} says="核对这次检查的二维码" size="min(76vw, 24rem)" />
            <p className="big-text">
              请用手机扫码核对：不用登录，即可看到这次检查的任务、人员和事项；检查之后还可以匿名评价。
            </p>
            <p>
              检查码
              <br />
              <code className="big-text">{view.notice.visit_code}</code>
            </p>
            <ul className="plain-list certificates">
              {view.team.map((it) => (
                <li key={it.inspector}>
                  <strong className="big-text">{it.name}</strong>
                  <br />
                  {organName(view, it.organ)}
                  <br />
                  执法证号 {it.certificate}
                </li>
              ))}
            </ul>
            <Link className="button" to={paths.visit(view.id)}>
              收起
            </Link>
          </section>
        );
      }}
    </VisitFrame>
  );
}

function organName(view: { parts: { organ: string; organ_name: string }[] }, organ: string) {
  return view.parts.find((it) => it.organ === organ)?.organ_name ?? "";
}
