import { moment } from "@ui/time";
import { RecordName, targetOf } from "../noun/names";
import type { Row } from "../noun/noun";
import { ChangeTable } from "./ChangeTable";

/** One event of the log: who did what to which record, what it changed, and the proof that it
 * stands in the log. */
export function EventDetails({ event }: { event: Row }) {
  const account = targetOf("account");
  const index = String(event.index);
  return (
    <div className="stack">
      <dl className="facts card">
        <div>
          <dt>时间</dt>
          <dd>{moment(String(event.time))}</dd>
        </div>
        <div>
          <dt>谁</dt>
          <dd>
            {event.account && account ? (
              <RecordName
                target={account}
                id={String(event.account)}
                told={String(event.actor) || undefined}
              />
            ) : (
              String(event.actor)
            )}
          </dd>
        </div>
        <div>
          <dt>理由</dt>
          <dd>{String(event.reason) || "—"}</dd>
        </div>
        <div>
          <dt>记录的标识</dt>
          <dd>
            <code>{String(event.record)}</code>
          </dd>
        </div>
      </dl>
      <h2>改了什么</h2>
      <ChangeTable changes={event.changes} />
      {event.evidence ? (
        <div className="notice">
          <p>
            凭据是一个文件：它证明这一条确实写进了日志、此后没有改过。保存下来，不联网也能用核验程序核对。
          </p>
          <a
            className="button"
            href={`/api/v1/audit/${index}/evidence`}
            download={`留痕凭据-${index}.json`}
          >
            下载凭据
          </a>
        </div>
      ) : (
        <p className="notice">这一条还没有公布的检查点；过一分钟再打开，就能下载凭据。</p>
      )}
    </div>
  );
}
