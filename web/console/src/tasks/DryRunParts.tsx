import type { Schema } from "@api/client";
import { Problem } from "@api/problem";
import { Failed, ProblemNotice } from "@ui/states";
import { Bars, type Bar } from "@ui/bars";
import { word } from "@terms/terms";
import { useOrgans } from "../noun/names";

type Run = Schema<"DryRunView">;

const houses = (number: number) => `${number.toLocaleString("zh-CN")} 户`;

/** Why there is no trial: a rule that the task breaks, in the server's words, or a fault. */
export function Untried({ error, retry }: { error: unknown; retry: () => void }) {
  const problem = Problem.of(error);
  if (problem.status !== 422 && problem.status !== 409) return <Failed {...{ error, retry }} />;
  return (
    <div className="stack">
      <h2>还不能抽取</h2>
      <ProblemNotice problem={problem} />
    </div>
  );
}

/** How many subjects expect to be drawn how often, as bars; the ends that nobody is in are left
 * out. */
export function classBars(classes: Run["histogram"]): Bar[] {
  const bars = classes.map(({ up_to, subjects }, at) => {
    const from = classes[at - 1]?.up_to ?? "0";
    const label = up_to === "0" ? "不会抽到" : up_to ? `${from}–${up_to} 次` : `超过 ${from} 次`;
    return { label, value: subjects, text: houses(subjects) };
  });
  const last = bars.reduce((found, bar, at) => (bar.value > 0 ? at : found), -1);
  return bars.filter((bar, at) => at <= last && (at > 0 || bar.value > 0));
}

/** From the register to those who can be drawn: who is left out, and why. */
export function Frame({ run }: { run: Run }) {
  const left = Object.entries(run.excluded as Record<string, number>);
  const bars: Bar[] = [
    { label: "符合条件", value: run.frame, text: houses(run.frame) },
    ...left.map(([reason, number]) => ({
      label: `去掉：${word("exclusion", reason)}`,
      value: number,
      text: houses(number),
    })),
    { label: "可抽取", value: run.eligible, text: houses(run.eligible) },
  ];
  return (
    <>
      <h2>从名录到可抽取</h2>
      <Bars label="从名录到可抽取" bars={bars} most={Math.max(1, run.frame)} />
    </>
  );
}

/** Unit by unit: how many can be drawn, how many are. */
export function Strata({ run }: { run: Run }) {
  const organs = [...useOrgans().values()];
  const unit = ({ unit: code, dept }: Run["strata"][number]) => {
    const organ = organs.find((it) => it.code === dept)?.name ?? dept;
    const letter = /\.([A-DU])$/u.exec(code)?.[1];
    const risk = letter === "U" ? "未分类" : letter && word("risk_class", letter);
    return risk ? `${organ}，${risk}` : organ;
  };
  return (
    <>
      <h2>各抽取单元</h2>
      <div className="table-scroll" role="region" aria-label="各抽取单元" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">抽取单元</th>
              <th scope="col" className="number">
                可抽取
              </th>
              <th scope="col" className="number">
                拟抽取
              </th>
              <th scope="col" className="number">
                每户抽到的可能
              </th>
            </tr>
          </thead>
          <tbody>
            {run.strata.map((it) => (
              <tr key={it.unit}>
                <th scope="row">{unit(it)}</th>
                <td className="number">{houses(it.eligible)}</td>
                <td className="number">{houses(it.quota)}</td>
                <td className="number">{chance(it.quota, it.eligible)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** "58 of 11543" → "0.50%". */
export function chance(quota: number, eligible: number): string {
  return eligible === 0 ? "—" : `${((100 * quota) / eligible).toFixed(2)}%`;
}

/** Whether there are hands enough: posts to fill against inspectors who can be matched. */
export function Capacity({ run }: { run: Run }) {
  const organs = [...useOrgans().values()];
  if (run.capacity.length === 0) return null;
  return (
    <>
      <h2>人手</h2>
      <ul>
        {run.capacity.map((it) => (
          <li key={it.dept}>
            {organs.find((organ) => organ.code === it.dept)?.name ?? it.dept}：需要 {it.posts}{" "}
            人次，可匹配 {it.inspectors} 人
            {it.per_inspector ? `，人均 ${Number(it.per_inspector).toFixed(1)} 户` : "，人手不足"}
          </li>
        ))}
      </ul>
    </>
  );
}

export function Warnings({ run }: { run: Run }) {
  if (run.warnings.length === 0) return null;
  return (
    <ul className="notice warn">
      {run.warnings.map((it) => (
        <li key={it.code}>{it.message}</li>
      ))}
    </ul>
  );
}
