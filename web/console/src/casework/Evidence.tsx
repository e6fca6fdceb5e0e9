import { useState } from "react";
import { bytes } from "@api/client";
import { Problem } from "@api/problem";
import type { Schema } from "@api/client";
import { download } from "@ui/download";
import { bytesText } from "@ui/FileDrop";
import { Empty } from "@ui/states";
import { useToast } from "@ui/toast";
import { moment } from "@ui/time";
import { useMay } from "../session/session";
import { Digest } from "./Digest";

type Evidence = Schema<"EvidenceView">;

/** Evidence of a visit: what, when, where, and the digest that was taken on the spot. */
export function EvidenceList({ items, names }: { items: Evidence[]; names: Map<string, string> }) {
  if (items.length === 0) return <Empty title="没有上传证据" />;
  return (
    <div className="table-scroll" role="region" aria-label="检查证据" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th>名称</th>
            <th>采集时间、地点</th>
            <th>事项</th>
            <th>内容的散列值（SHA-256）</th>
            <th>查看和核对</th>
          </tr>
        </thead>
        <tbody>
          {items.map((it) => (
            <tr key={it.id}>
              <td>
                {it.name}
                <div className="muted">
                  {bytesText(it.bytes)}　{it.note}
                </div>
              </td>
              <td>
                {moment(it.captured_at)}
                <div className="muted">{it.place}</div>
              </td>
              <td>{it.item ? (names.get(it.item) ?? it.item) : "—"}</td>
              <td>
                <Digest value={it.sha256} />
              </td>
              <td>
                <EvidenceButtons it={it} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

async function sha256(content: Blob): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await content.arrayBuffer());
  return Array.from(new Uint8Array(digest), (it) => it.toString(16).padStart(2, "0")).join("");
}

function EvidenceButtons({ it }: { it: Evidence }) {
  const [same, setSame] = useState<boolean>();
  const [busy, setBusy] = useState(false);
  const say = useToast();
  const may = useMay()("evidence.read");
  async function take(then: (content: Blob) => void | Promise<void>) {
    setBusy(true);
    try {
      await then(await bytes(`/api/v1/evidence/${it.id}/content`));
    } catch (error) {
      say(Problem.of(error).detail, "bad");
    } finally {
      setBusy(false);
    }
  }
  if (!may) return <span className="muted">无权查看内容</span>;
  return (
    <div className="row">
      <button
        type="button"
        className="button small"
        disabled={busy}
        aria-label={`下载 ${it.name}`}
        onClick={() => void take((content) => download(content, it.name))}
      >
        下载
      </button>
      <button
        type="button"
        className="button small"
        disabled={busy}
        aria-label={`核对 ${it.name}`}
        onClick={() => void take(async (content) => setSame((await sha256(content)) === it.sha256))}
      >
        核对
      </button>
      <span role="status">
        {same === true && <span className="badge good">与记录一致</span>}
        {same === false && <span className="badge bad">与记录不一致</span>}
      </span>
    </div>
  );
}
