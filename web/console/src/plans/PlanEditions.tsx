import { useQuery } from "@tanstack/react-query";
import { answer, client, type Schema } from "@api/client";
import { Empty, Failed, Loading } from "@ui/states";
import { day } from "@ui/time";
import { Annex2 } from "./PlanTable";

type Change = Schema<"ChangeView">;

const NAMES: Record<string, string> = { added: "新增", removed: "取消", changed: "变更" };
const TONES: Record<string, string> = { added: "good", removed: "bad", changed: "warn" };

/** Every published edition with what it altered, and what the working copy alters now. */
export function PlanEditions({ id }: { id: string }) {
  const params = { path: { id } };
  const editions = useQuery({
    queryKey: ["/api/v1/plans", id, "editions"],
    queryFn: () => answer(client.GET("/api/v1/plans/{id}/editions", { params })),
  });
  const now = useQuery({
    queryKey: ["/api/v1/plans", id, "difference"],
    queryFn: () => answer(client.GET("/api/v1/plans/{id}/difference", { params })),
  });
  if (editions.isPending) return <Loading />;
  if (editions.error) return <Failed error={editions.error} />;
  return (
    <div className="stack">
      {now.data && now.data.length > 0 && (
        <section className="card">
          <h2>工作稿与已公示版本的差异</h2>
          <PlanDifference changes={now.data} />
        </section>
      )}
      {editions.data.length === 0 && <Empty title="还没有公示过" />}
      {[...editions.data].reverse().map((edition) => (
        <section key={edition.edition} className="card">
          <h2>
            第 {edition.edition} 版，{day(edition.published_on)}公示（
            {edition.document_number}）
          </h2>
          {edition.reason && <p>调整理由：{edition.reason}</p>}
          <PlanDifference changes={edition.difference} />
          <details>
            <summary>这一版的附件2</summary>
            <Annex2 table={edition.table} />
          </details>
        </section>
      ))}
    </div>
  );
}

/** What an amendment alters, row by row and column by column. */
export function PlanDifference({ changes }: { changes: Change[] }) {
  if (changes.length === 0) return null;
  return (
    <ul className="plain-list">
      {changes.map((it) => (
        <li key={it.number}>
          <span className={`badge ${TONES[it.kind] ?? ""}`}>{NAMES[it.kind] ?? it.kind}</span>{" "}
          <strong>{it.name}</strong>（{it.number}）
          <ul className="plain-list tight">
            {it.cells.map((cell) => (
              <li key={cell.column}>
                {cell.column}：<del>{cell.before || "（空）"}</del> →{" "}
                <ins>{cell.after || "（空）"}</ins>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
