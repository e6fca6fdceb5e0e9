import { useState } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { request, type Schema } from "@api/client";
import { TextArea } from "@ui/fields";
import { Empty, Failed, Loading } from "@ui/states";
import { moment } from "@ui/time";
import { FormFrame } from "../../form/FormFrame";
import { useSubmit } from "../../form/useSubmit";
import type { Row } from "../../noun/noun";
import { useSession } from "../../session/session";

type List = Schema<"ListView">;

/** The list of a sealed draw: seen only with a reason, and each time recorded. */
export function SealedList({ row }: { row: Row }) {
  const [reason, setReason] = useState("");
  const [list, setList] = useState<List>();
  const cache = useQueryClient();
  const path = `/api/v1/draws/${row.id}/views`;
  const { submit, problem, busy } = useSubmit(
    (key) => request<List>("post", path, { body: { reason }, key }),
    (answer) => {
      setList(answer);
      void cache.invalidateQueries({ queryKey: [row.id, "viewings"] });
    },
  );
  const may = row.allowed_actions?.includes("view");
  return (
    <div className="stack">
      {may && !list && (
        <section className="card" aria-label="查看名单">
          <h2>查看名单</h2>
          <p className="notice warn">
            名单在派发之前是保密的。每次查看都记入日志，名单上印有这一次的印记；外流时可据以查明。
          </p>
          <FormFrame {...{ submit, problem, busy }} label="查看并记录">
            <TextArea
              label="为什么查看"
              required
              value={reason}
              change={setReason}
              wrong={problem?.about("reason")}
            />
          </FormFrame>
        </section>
      )}
      {list && <Shown list={list} hide={() => setList(undefined)} />}
      <Viewings row={row} />
    </div>
  );
}

/** So many that no part of a list can be copied without one. */
const MARKS_PER_ROW = 2;
const MARKS_LEAST = 12;

function Shown({ list, hide }: { list: List; hide: () => void }) {
  const { name } = useSession();
  const mark = `${name} ${list.mark.slice(0, 12)}`;
  const marks = MARKS_LEAST + list.rows.length * MARKS_PER_ROW;
  return (
    <section className="card marked" aria-label="名单">
      <div className="watermark" aria-hidden="true">
        {Array.from({ length: marks }, (_, at) => (
          <span key={at} data-mark={mark} />
        ))}
      </div>
      <div className="page-head">
        <h2>名单（{list.rows.length} 户）</h2>
        <button type="button" className="button" onClick={hide}>
          收起名单
        </button>
      </div>
      <p>{list.notice}</p>
      <p className="muted">
        印记 <code>{list.mark}</code>，日志第 {list.log_index} 条
      </p>
      <div className="table-scroll plain" role="region" aria-label="名单内容" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th>名称</th>
              <th>统一社会信用代码</th>
              <th className="number">批次</th>
              <th>检查人员（执法证号，组长在前）</th>
            </tr>
          </thead>
          <tbody>
            {list.rows.map((it) => (
              <tr key={it.subject}>
                <td>{it.name}</td>
                <td>{it.subject}</td>
                <td className="number">{it.batch}</td>
                <td>{it.team.join("、") || "还没有匹配"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Who has seen the list. */
function Viewings({ row }: { row: Row }) {
  const found = useQuery({
    queryKey: [row.id, "viewings"],
    queryFn: () => request<Schema<"ViewingView">[]>("get", `/api/v1/draws/${row.id}/viewings`),
  });
  if (found.isPending) return <Loading lines={2} />;
  if (found.error) return <Failed error={found.error} />;
  if (found.data.length === 0) return <Empty title="没有人查看过名单" />;
  return (
    <section className="stack" aria-label="查看记录">
      <h2>谁查看过名单</h2>
      <div className="table-scroll" role="region" aria-label="查看记录表" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th>时间</th>
              <th>查看人</th>
              <th>范围</th>
              <th>印记</th>
            </tr>
          </thead>
          <tbody>
            {found.data.map((it) => (
              <tr key={it.mark}>
                <td>{moment(it.time)}</td>
                <td>{it.account_name}</td>
                <td>{it.part}</td>
                <td>
                  <code>{it.mark.slice(0, 12)}…</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
