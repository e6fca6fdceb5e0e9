import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { request, type Schema } from "@api/client";
import { Empty, Failed, Loading } from "@ui/states";
import { versionPath } from "./ListVersions";

type Difference = Schema<"Difference">;

const TONES: Record<string, string> = { added: "good", removed: "bad", changed: "warn" };

/** Two versions of a list side by side: what came, what went, what reads otherwise. */
export function VersionDiffPage() {
  const { id = "", other = "" } = useParams();
  // The API compares from the first to the second.
  const path = `/api/v1/item-lists/versions/${other}/diff/${id}`;
  const found = useQuery({
    queryKey: [path],
    queryFn: () => request<Difference[]>("get", path),
  });
  return (
    <div className="stack">
      <nav aria-label="位置" className="muted">
        <Link to={versionPath(id)}>这一版</Link> › 与修订前比较
      </nav>
      <h1>与修订前比较</h1>
      {found.isPending && <Loading />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data?.length === 0 && <Empty title="两版没有差异" />}
      {found.data && found.data.length > 0 && <DifferenceList differences={found.data} />}
    </div>
  );
}

/** Differences item by item, the former wording beside the present one. */
export function DifferenceList({ differences }: { differences: Difference[] }) {
  const number = (change: string) => differences.filter((it) => it.change === change).length;
  return (
    <>
      <p role="status">
        新增 {number("added")} 项，删除 {number("removed")} 项，修改 {number("changed")} 项。
      </p>
      {differences.map((it) => (
        <section key={`${it.change}${it.code}`} className="card">
          <h2>
            <span className={`badge ${TONES[it.change] ?? ""}`}>{it.change_name}</span> {it.name}（
            {it.code}）
          </h2>
          {it.fields.length > 0 && <SideBySide fields={it.fields} name={it.name} />}
        </section>
      ))}
    </>
  );
}

function SideBySide({ fields, name }: { fields: Difference["fields"]; name: string }) {
  return (
    <div className="table-scroll" role="region" aria-label={`${name}的差异`} tabIndex={0}>
      <table className="table side-by-side">
        <thead>
          <tr>
            <th scope="col">内容</th>
            <th scope="col">原来</th>
            <th scope="col">现在</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field.field}>
              <th scope="row">{field.field_name}</th>
              <td>
                <del>{field.before || "（空）"}</del>
              </td>
              <td>
                <ins>{field.after || "（空）"}</ins>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
