import { useState } from "react";
import { request } from "@api/client";
import { TextArea } from "@ui/fields";
import { FormFrame } from "../form/FormFrame";
import { useSubmit } from "../form/useSubmit";
import { Facts } from "../noun/value";

interface Props {
  /** Who is sealed away: "投诉举报人". */
  who: string;
  path: string;
  schema: string;
  /** Whether the server lets this person look. */
  may: boolean;
}

/** Personal data that is sealed: shown only with a reason, which is recorded, and not kept. */
export function Sealed({ who, path, schema, may }: Props) {
  const [reason, setReason] = useState("");
  const [shown, setShown] = useState<object>();
  const { submit, problem, busy } = useSubmit(
    (key) => request<object>("post", path, { body: { reason }, key }),
    setShown,
  );
  if (shown) {
    return (
      <section className="card stack" aria-label={who}>
        <Facts value={shown} schema={schema} />
        <div>
          <button type="button" className="button" onClick={() => setShown(undefined)}>
            收起
          </button>
        </div>
      </section>
    );
  }
  return (
    <section className="card stack" aria-label={who}>
      <p>{who}的身份已密封保存，不在任何列表和导出中出现。</p>
      {may ? (
        <FormFrame {...{ submit, problem, busy }} label="查看并记录理由">
          <TextArea
            label="为什么查看"
            required
            help="理由记入日志，事后可以查到是谁、什么时候、为什么查看"
            value={reason}
            change={setReason}
            wrong={problem?.about("reason")}
          />
        </FormFrame>
      ) : (
        <p className="muted">您没有查看的权限。</p>
      )}
    </section>
  );
}
