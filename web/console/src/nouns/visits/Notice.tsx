import { Qr } from "@ui/qr";
import { Empty } from "@ui/states";
import { moment } from "@ui/time";
import { word } from "@terms/terms";
import type { Row } from "../../noun/noun";
import { asVisit } from "../parts/part";

/** The notice of a visit as it is handed over: with the code that proves it to be real. */
export function NoticeSheet({ row }: { row: Row }) {
    const visit = asVisit(row);
    const notice = visit.notice;
    if (!notice) {
        return (
            <Empty title="还没有送达检查通知">
                批准之后，由承办人送达；通知书上有检查码，企业扫码可以核对真伪。
            </Empty>
        );
    }
    const address = `${location.origin}/visits/${notice.visit_code}`;
    return (
        <article className="card notice-sheet">
            <div className="stack">
                <h2>检查通知</h2>
                <p>
                    {visit.subject_name}（统一社会信用代码 {visit.subject_code}）：根据
                    {visit.task_name ? `“${visit.task_name}”` : "个案办理的需要"}，定于{" "}
                    {visit.window_from} 至 {visit.window_to} 期间对你单位进行
                    {word("inspection_form", notice.method)}。
                </p>
                <dl className="facts">
                    <div>
                        <dt>通知方式</dt>
                        <dd>{notice.advance ? "提前送达" : "当场出具"}</dd>
                    </div>
                    <div>
                        <dt>送达</dt>
                        <dd>
                            {notice.delivery}，{moment(notice.at)}
                        </dd>
                    </div>
                    <div>
                        <dt>联系人和电话</dt>
                        <dd>{notice.contact}</dd>
                    </div>
                </dl>
                <h3>检查人员</h3>
                <ul>
                    {visit.team.map((it) => (
                        <li key={it.inspector}>
                            {it.name}，执法证号 {it.certificate}
                        </li>
                    ))}
                </ul>
                <h3>检查事项</h3>
                <ul>
                    {visit.items.map((it) => (
                        <li key={it.id}>{it.name}</li>
                    ))}
                </ul>
                <h3>请准备的材料</h3>
                {notice.materials.length === 0 ? (
                    <p>不需要另外准备材料。</p>
                ) : (
                    <ol>
                        {notice.materials.map((it) => (
                            <li key={it}>{it}</li>
                        ))}
                    </ol>
                )}
                <h3>您的权利</h3>
                <ul>
                    {notice.rights.map((it) => (
                        <li key={it}>{it}</li>
                    ))}
                </ul>
                <div className="row no-print">
                    <button type="button" className="button" onClick={() => print()}>
                        打印通知书
                    </button>
                </div>
            </div>
            <figure className="qr">
                <Qr text={address} says={`检查码的二维码，地址 ${address}`} />
                <figcaption>
                    检查码 <strong className="mono">{notice.visit_code}</strong>
                    <br />
                    扫码可以核对检查、评价、提出异议，不需要登录。
                    <br />
                    <a href={`/visits/${notice.visit_code}`}>打开企业看到的页面</a>
                </figcaption>
            </figure>
        </article>
    );
}
