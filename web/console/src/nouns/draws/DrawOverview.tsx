import { word } from "@terms/terms";
import { Bars } from "@ui/bars";
import { moment } from "@ui/time";
import { usePerson } from "../../form/PersonPicker";
import { OrganName } from "../../noun/names";
import type { Row } from "../../noun/noun";
import { Facts } from "../../noun/value";
import { Stepper } from "../../casework/Stepper";
import { useMay } from "../../session/session";
import { poolName, unitName, useOrganByCode } from "./unit";
import { asDraw, excluded, nextOf, STEPS, stepsDone, type Draw } from "./draw";

/** What a party does at its own page of the ceremony. */
const OWN: [string, string, string][] = [
  ["commit", "contribute", "交随机数承诺"],
  ["reveal", "contribute", "揭示随机数"],
  ["escrow", "hold", "签收密封件"],
  ["sheet", "record", "录入摇号结果"],
];

/** Where a draw stands, and what comes next. */
export function DrawHead({ row }: { row: Row }) {
  const draw = asDraw(row);
  const done = stepsDone(draw);
  const notes: Record<number, string> = {
    3: moment(draw.reveal_by),
    4: moment(draw.beacon_at),
    7: draw.batches > 1 ? `已派 ${draw.released} / ${draw.batches} 批` : "",
  };
  const next = nextOf(draw);
  return (
    <>
      <Stepper
        label="抽取进度"
        steps={STEPS.map((title, at) => ({ title, note: notes[at] }))}
        current={Math.max(0, done)}
        broken={done < 0}
      />
      <div className="card row spread">
        <span>
          {next ? (
            <>
              <strong>下一步：</strong>
              {next}
            </>
          ) : (
            `这次抽取${draw.state_name}，不再有效；记录永久保留。`
          )}
        </span>
        <span className="row no-print">
          {OWN.filter(([code]) => draw.allowed_actions.includes(code)).map(
            ([code, page, label]) => (
              <a key={code} className="button primary" href={`/ceremony/${draw.id}/${page}`}>
                {label}
              </a>
            ),
          )}
          <a className="button" href={`/ceremony/${draw.id}`}>
            打开现场大屏
          </a>
          {done > 2 && (
            <a className="button" href={`/api/v1/public/draws/${draw.id}/bundle.zip`} download>
              下载公布文件
            </a>
          )}
          {done > 2 && (
            <a className="button" href={`/api/v1/draws/${draw.id}/minutes.pdf`} download>
              打印抽取记录
            </a>
          )}
          {draw.unsealed && (
            <a
              className="button"
              href={`/verify?bundle=/api/v1/public/draws/${draw.id}/bundle.zip`}
            >
              核验
            </a>
          )}
        </span>
      </div>
    </>
  );
}

const FACTS = [
  "draw_id",
  "task",
  "joint_task",
  "organ",
  "attempt",
  "kind",
  "reason",
  "publication",
  "unsealed",
  "beacon",
  "round",
  "reveal_by",
  "beacon_at",
  "deadline",
  "release_at",
  "log_index",
];

/** The draw: its terms, its numbers, its parties. */
export function DrawOverview({ row }: { row: Row }) {
  const draw = asDraw(row);
  return (
    <div className="stack">
      <Numbers draw={draw} />
      <Parties draw={draw} />
      <div className="card">
        <h2>方案</h2>
        <Facts value={draw} schema="DrawView" only={FACTS} />
      </div>
    </div>
  );
}

function Numbers({ draw }: { draw: Draw }) {
  const { counts } = draw;
  if (counts.frame === 0) {
    return <p className="notice">批准冻结之后，这里显示底册户数和各抽取单元的名额。</p>;
  }
  const drawn = counts.units.reduce((sum, it) => sum + it.drawn, 0);
  const numbers: [string, number][] = [
    ["底册户数", counts.frame],
    ["可抽取", counts.eligible],
    ["抽中", drawn],
    ["检查人员", counts.officers],
  ];
  return (
    <>
      <dl className="figures">
        {numbers.map(([name, value]) => (
          <div key={name} className="card">
            <dt>{name}</dt>
            <dd>{value.toLocaleString("zh-CN")}</dd>
          </div>
        ))}
      </dl>
      <Units draw={draw} />
      <Pools draw={draw} />
      {counts.excluded.length > 0 && (
        <section className="card">
          <h2>不参加抽取的情形</h2>
          <Bars
            label="不参加抽取的户数，按理由"
            bars={counts.excluded.map(excluded).map(([code, value]) => ({
              label: word("exclusion", code),
              value,
            }))}
          />
        </section>
      )}
    </>
  );
}

function percent(part: number, all: number): string {
  return all === 0 ? "—" : `${((part / all) * 100).toFixed(2)}%`;
}

function Units({ draw }: { draw: Draw }) {
  const organ = useOrganByCode();
  return (
    <section className="stack">
      <h2>各抽取单元的名额</h2>
      <div className="table-scroll" role="region" aria-label="抽取单元" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th>抽取单元</th>
              <th className="number">可抽取</th>
              <th className="number">抽取</th>
              <th className="number">比例</th>
              <th className="number">候补</th>
            </tr>
          </thead>
          <tbody>
            {draw.counts.units.map((it) => (
              <tr key={it.unit}>
                <td>{unitName(it.unit, organ)}</td>
                <td className="number">{it.eligible.toLocaleString("zh-CN")}</td>
                <td className="number">{it.drawn}</td>
                <td className="number">{percent(it.drawn, it.eligible)}</td>
                <td className="number">{it.waiting}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Pools({ draw }: { draw: Draw }) {
  const organ = useOrganByCode();
  if (draw.counts.pools.length === 0) return null;
  return (
    <section className="stack">
      <h2>人员匹配</h2>
      <div className="table-scroll" role="region" aria-label="匹配池" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th>匹配池</th>
              <th className="number">户次</th>
              <th className="number">可匹配人员</th>
              <th className="number">岗位</th>
              <th className="number">缺口</th>
              <th>说明</th>
            </tr>
          </thead>
          <tbody>
            {draw.counts.pools.map((it) => (
              <tr key={it.pool}>
                <td>{poolName(it.pool, organ)}</td>
                <td className="number">{it.entries}</td>
                <td className="number">{it.officers}</td>
                <td className="number">{it.posts}</td>
                <td className="number">{it.deficit}</td>
                <td>
                  {it.void && <span className="badge bad">没有匹配成功</span>}
                  {[...it.ladder, ...it.causes].join("；") || (it.void ? "" : "各项规则都遵守")}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Who takes part, and as what; by name for who may name people and has to remind them. */
function Parties({ draw }: { draw: Draw }) {
  const named = useMay()("person.read");
  const rows = [
    ...draw.parties.map((it, at) => ({
      ...it,
      as: at === 0 ? "组织方（平台代为提供随机数）" : "随机数提供方",
    })),
    ...draw.holders.map((it) => ({ ...it, as: "托管方" })),
    ...draw.recorders.map((it) => ({ ...it, as: "现场摇号记录人" })),
  ];
  return (
    <section className="stack">
      <h2>参加各方</h2>
      <div className="table-scroll" role="region" aria-label="参加各方" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th>单位</th>
              <th>身份</th>
              {named && <th>办理人</th>}
              <th>公开的名称</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((it) => (
              <tr key={`${it.as}${it.id}`}>
                <td>
                  {it.organ ? (
                    <OrganName id={it.organ} />
                  ) : (
                    <OrganOf account={named ? it.account : null} otherwise={it.id} />
                  )}
                </td>
                <td>{it.as}</td>
                {named && <td>{it.account ? <Named account={it.account} /> : "—"}</td>}
                <td>
                  <code>{it.id}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** The department of who keeps a box: the draw itself knows the public name alone. */
function OrganOf({ account, otherwise }: { account?: string | null; otherwise: string }) {
  return <>{usePerson(account ?? "")?.organ_name ?? otherwise}</>;
}

function Named({ account }: { account: string }) {
  return <>{usePerson(account)?.name ?? "（已停用或不在本区域）"}</>;
}
