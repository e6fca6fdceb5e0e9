import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { answer, client, request, type Schema } from "@api/client";
import { Empty, Failed, Loading, ProblemNotice } from "@ui/states";
import { useToast } from "@ui/toast";
import { useSubmit } from "../form/useSubmit";
import { allows, type Noun, type Row } from "../noun/noun";
import { Related } from "../noun/Related";
import { paths } from "../paths";

type Overlap = Schema<"OverlapView">;

/** 合并进户 of this task: proposed by one department, agreed by the other. */
const VISITS: Noun = {
  slug: "joint-visits",
  title: "合并进户",
  group: "清单和计划",
  hidden: true,
  path: "/api/v1/joint-visits",
  rows: "/api/v1/tasks/{id}/joint-visits",
  permission: "task.dry_run",
  name: () => "合并进户",
  columns: [
    { key: "first", label: "提议方的任务" },
    { key: "first_organ", label: "提议部门" },
    { key: "second", label: "对方的任务" },
    { key: "second_organ", label: "对方部门" },
    { key: "shared", label: "共同的检查对象", number: true },
    { key: "state_name" },
  ],
  actions: { consent: { label: "同意合并" }, undo: { label: "撤销合并", danger: true } },
};

/** Tasks of other departments that would visit the same subjects, and the way to one visit. */
export function TaskOverlaps({ task }: { task: Row }) {
  const params = { path: { id: task.id } };
  const found = useQuery({
    queryKey: ["/api/v1/tasks", task.id, "overlaps"],
    queryFn: () => answer(client.GET("/api/v1/tasks/{id}/overlaps", { params })),
  });
  return (
    <div className="stack">
      <p className="muted">
        两个部门的任务如果检查同一批对象、时间相近，可以合并成“进一次门、查多项事”。提议后要对方部门同意。
      </p>
      {found.isPending && <Loading lines={3} />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data?.length === 0 && <Empty title="没有与其他部门重叠的任务" />}
      {found.data?.map((other) => (
        <OverlapCard key={other.task} task={task} other={other} />
      ))}
      <h2>合并情况</h2>
      <Related noun={VISITS} of={task.id} empty="还没有合并进户" />
    </div>
  );
}

function OverlapCard({ task, other }: { task: Row; other: Overlap }) {
  const may = allows(task, "merge");
  const say = useToast();
  const cache = useQueryClient();
  const send = (key: string) =>
    request("post", `/api/v1/tasks/${task.id}/merge`, { key, body: { other: other.task } });
  const { submit, problem, busy } = useSubmit(send, () => {
    say(`已提议与“${other.name}”合并进户，等对方部门同意`);
    void cache.invalidateQueries();
  });
  return (
    <section className="card">
      <h2>
        <Link to={paths.show("tasks", other.task)}>{other.name}</Link>（{other.organ_name}）
      </h2>
      <p>
        共同的检查对象 <strong>{other.shared.toLocaleString("zh-CN")}</strong> 户，检查期间
        {other.days_apart === 0 ? "重合" : `相隔 ${other.days_apart} 天`}。各抽各的，预计有{" "}
        {Number(other.expected_both).toFixed(1)} 户会被两家都抽到；合并后预计有{" "}
        {Number(other.expected_merged).toFixed(1)} 户由两次变一次。
      </p>
      {other.domains.length > 0 && <p>共同的检查领域：{other.domains.join("、")}</p>}
      {problem && <ProblemNotice problem={problem} />}
      {may && !other.joint_visit && (
        <button type="button" className="button" disabled={busy} onClick={() => void submit()}>
          提议合并进户
        </button>
      )}
    </section>
  );
}
