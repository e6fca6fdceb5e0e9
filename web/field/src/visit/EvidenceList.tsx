import { moment } from "@ui/time";
import { Thumb } from "../capture/Thumb";
import { useField } from "../local/Field";
import { useLive } from "../local/useLive";
import { stateName, type Op } from "../queue/op";
import type { Visiting } from "./useVisit";

/** Every piece of evidence with its hash, and whether the platform has it. */
export function EvidenceList({ visiting: { view, ops } }: { visiting: Visiting }) {
  const { db } = useField();
  const hashes = view.evidence.map((it) => it.sha256);
  const files = useLive(async () => {
    const found = await db.files.where("sha256").anyOf(hashes).toArray();
    return new Map(found.map((it) => [it.sha256, it.blob]));
  }, [db, hashes.join()]);
  if (view.evidence.length === 0) return <p className="muted">还没有证据。</p>;
  return (
    <ul className="plain-list" aria-label="证据">
      {view.evidence.map((it) => {
        const blob = files?.get(it.sha256);
        const op = ops.find((op) => op.kind === "evidence" && of(op, it.sha256));
        return (
          <li key={it.id} className="card evidence">
            {blob?.type.startsWith("image/") && <Thumb blob={blob} says={it.name} />}
            <div>
              <strong>{it.name}</strong>
              <br />
              <span className="muted small-text">
                {moment(it.captured_at)}　{it.place}
                {it.note && (
                  <>
                    <br />
                    {it.note}
                  </>
                )}
                <br />
                <span className="visually-hidden">SHA-256 </span>
                <code>{it.sha256.slice(0, 16)}…</code>
              </span>
              <br />
              <span className={!op || op.state === "done" ? "badge good" : "badge warn"}>
                {op ? stateName(op) : "平台已有"}
              </span>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function of(op: Op, sha256: string): boolean {
  return op.body.sha256 === sha256;
}
