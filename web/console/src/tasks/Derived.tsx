import { useQuery } from "@tanstack/react-query";
import { answer, client } from "@api/client";
import { Bars } from "@ui/bars";
import { Failed, Loading } from "@ui/states";

/** An undirected task finds its departments and items by the business scopes of who is drawn. */
export function Derived({ id }: { id: string }) {
  const found = useQuery({
    queryKey: ["/api/v1/tasks", id, "derived"],
    queryFn: () => answer(client.GET("/api/v1/tasks/{id}/derived", { params: { path: { id } } })),
  });
  if (found.isPending) return <Loading lines={2} />;
  if (found.error) return <Failed error={found.error} />;
  const bars = found.data.organs.map((it) => ({
    label: it.organ_name,
    value: it.subjects,
    text: `${it.subjects.toLocaleString("zh-CN")} 户：${it.items.join("、")}`,
  }));
  return (
    <section className="card">
      <h2>按经营范围推导的部门和事项</h2>
      <Bars label="各部门涉及的户数" bars={bars} />
      <p className="muted">没有规则对应的 {found.data.uncovered.toLocaleString("zh-CN")} 户。</p>
    </section>
  );
}
