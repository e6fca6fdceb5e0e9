import { moment } from "@ui/time";
import type { Details } from "../local/types";
import { METHODS, OUTCOMES, type Named } from "./codes";

const named = (names: Named, code: string) => names.find(([it]) => it === code)?.[1] ?? code;

/** One item as it is read before it is signed. */
export function ItemReading({ item }: { item: Details["items"][number] }) {
  const { checked } = item;
  return (
    <section aria-label={item.name}>
      <h3>{item.name}</h3>
      {item.state === "satisfied" && <p>以其他部门的结果互认，不再检查。</p>}
      {checked && (
        <>
          <p className="muted small-text">
            核查方式：{checked.methods.map((it) => named(METHODS, it)).join("、")}
          </p>
          <ol>
            {checked.answers.map((it) => (
              <li key={it.point}>
                {it.point}：
                <strong className={it.outcome === "fail" ? "urgent" : undefined}>
                  {named(OUTCOMES, it.outcome)}
                </strong>
                {it.note && <>（{it.note}）</>}
              </li>
            ))}
          </ol>
          {checked.note && <p>发现问题情况：{checked.note}</p>}
          {checked.commissions.map((it) => (
            <p key={it.report_no}>
              采纳报告 {it.report_no}：{it.conclusion}
            </p>
          ))}
        </>
      )}
    </section>
  );
}

/** The whole record, as it is signed. */
export function RecordReading({ view }: { view: Details }) {
  const { arrival } = view;
  const there = view.team.filter((it) => it.present).map((it) => it.name);
  return (
    <section className="card reading" aria-label="检查记录">
      <h2>检查记录</h2>
      <p>
        {view.subject_name}（{view.subject_code}），检查编号 {view.number}。
      </p>
      {arrival && (
        <p>
          {there.join("、")}于 {moment(arrival.at)}
          到达，已出示执法证件。地点：{arrival.place}。
          {arrival.company ? `当事人一方在场：${arrival.company}。` : "当事人一方没有人在场。"}
        </p>
      )}
      {view.items.map((item) => (
        <ItemReading key={item.id} item={item} />
      ))}
      <p>证据 {view.evidence.length} 件：</p>
      <ul>
        {view.evidence.map((it) => (
          <li key={it.id}>
            {it.name}　<code>{it.sha256.slice(0, 12)}…</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
