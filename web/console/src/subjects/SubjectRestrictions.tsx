import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { answer, client } from "@api/client";
import { Empty, Failed, Loading } from "@ui/states";
import { day } from "@ui/time";
import { StateBadge } from "../noun/StateBadge";
import { paths } from "../paths";

/** What a subject is restricted in today, by whom and why. */
export function SubjectRestrictions({ id }: { id: string }) {
  const found = useQuery({
    queryKey: ["/api/v1/subjects", id, "restrictions"],
    queryFn: () =>
      answer(client.GET("/api/v1/subjects/{id}/restrictions", { params: { path: { id } } })),
  });
  if (found.isPending) return <Loading lines={2} />;
  if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
  const { restrictions } = found.data;
  if (restrictions.length === 0) return <Empty title="现在没有限制" />;
  return (
    <div className="stack">
      {restrictions.map((it) => (
        <section key={it.id} className="card">
          <h2>
            <Link to={paths.show("restrictions", it.id)}>{it.kind_name}</Link>{" "}
            <StateBadge name={it.state_name} />
          </h2>
          <p>
            {it.organ_name}，自{day(it.valid_from)}起{it.valid_to && `至${day(it.valid_to)}`}。
            {it.reason}
          </p>
          {it.measures.length > 0 && (
            <ul>
              {it.measures.map((measure) => (
                <li key={JSON.stringify(measure)}>{measure.name}</li>
              ))}
            </ul>
          )}
        </section>
      ))}
    </div>
  );
}
