import { useState } from "react";
import { Dialog } from "@ui/dialog";
import { moment } from "@ui/time";
import { RecordName, targetOf } from "../noun/names";
import type { Row } from "../noun/noun";
import { ChangeTable } from "./ChangeTable";

/** One event of the log: who did what to which record, what it changed, and the proof that it
 * stands in the log. */
export function EventDetails({ event }: { event: Row }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button small" onClick={() => setOpen(true)}>
        <span className="visually-hidden">第 {event.id} 条的</span>详情
      </button>
      {open && <EventDialog event={event} close={() => setOpen(false)} />}
    </>
  );
}

function EventDialog({ event, close }: { event: Row; close: () => void }) {
  const account = targetOf("account");
  return (
    <Dialog title={`第 ${event.id} 条：${String(event.action_name)}`} close={close} wide>
      <dl className="facts">
        <div>
          <dt>时间</dt>
          <dd>{moment(String(event.time))}</dd>
        </div>
        <div>
          <dt>谁</dt>
          <dd>
            {event.account && account ? (
              <RecordName target={account} id={String(event.account)} />
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
      <h3>改了什么</h3>
      <ChangeTable changes={event.changes} />
      <div className="notice">
        <p>
          凭据是一个文件：它证明这一条确实写进了日志、此后没有改过。保存下来，不联网也能用核验程序核对。
        </p>
        <a
          className="button"
          href={`/api/v1/audit/${event.id}/evidence`}
          download={`留痕凭据-${event.id}.json`}
        >
          下载凭据
        </a>
      </div>
    </Dialog>
  );
}
