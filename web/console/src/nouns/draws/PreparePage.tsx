import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearchParams } from "react-router";
import { answer, client, request, type Page, type Schema } from "@api/client";
import { Empty, Failed, Loading } from "@ui/states";
import { useToast } from "@ui/toast";
import { useDraft } from "../../form/draft";
import { FormFrame } from "../../form/FormFrame";
import { useSubmit } from "../../form/useSubmit";
import { keep, kept } from "../../noun/keep";
import { paths } from "../../paths";
import { useSession } from "../../session/session";
import { useToday } from "../../casework/today";
import { allows } from "../../noun/noun";
import { standing, type Draw } from "./draw";
import { drawDay, fitting, knownParties, times, type Holder } from "./plan";
import { PrepareForm } from "./PrepareForm";

const RECENT = 100;
const HOLDERS = "draw-holders";

/** 准备抽取: begins with what fits the task and with who took part the last time. */
export function PreparePage() {
  const [params] = useSearchParams();
  const id = params.get("task") ?? "";
  const task = useQuery({
    queryKey: ["/api/v1/tasks", id],
    queryFn: () => answer(client.GET("/api/v1/tasks/{id}", { params: { path: { id } } })),
  });
  const earlier = useQuery({
    queryKey: ["/api/v1/draws", "earlier"],
    queryFn: () => request<Page<Draw>>("get", "/api/v1/draws", { query: { page_size: RECENT } }),
  });
  const error = task.error ?? earlier.error;
  if (error) return <Failed error={error} />;
  if (!task.data || !earlier.data) return <Loading />;
  return <Prepare task={task.data} earlier={earlier.data.items} />;
}

function Prepare({ task, earlier }: { task: Schema<"TaskView">; earlier: Draw[] }) {
  const { account } = useSession();
  const today = useToday();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const say = useToast();
  const batches = Math.max(1, task.form.quota?.batches ?? 1);
  const before = earlier.filter((it) => it.task === task.id);
  const contributors = knownParties(earlier, "parties").slice(0, 2);
  const recorders = knownParties(earlier, "recorders").slice(0, 2);
  const holders = knownParties(earlier, "holders")
    .slice(0, 2)
    .map((it) => ({ name: it.id, account: it.account, sm2: "" }));
  const draft = useDraft(`draws:prepare:${task.id}`, {
    kind: standing(before) ? "supplement" : "draw",
    publication: "sealed",
    contributors: contributors.map((it) => it.account),
    holders: kept<Holder[]>(account, HOLDERS) ?? holders,
    recorders: recorders.map((it) => it.account),
    beacon: "ceremony",
    round: 1,
    demand: 2,
    band: 2,
    ...times(drawDay(task.form.draw_from, today), batches),
  });
  const path = `/api/v1/tasks/${task.id}/draws`;
  const send = (key: string) => request<Draw>("post", path, { body: fitting(draft.draft), key });
  const { submit, problem, busy } = useSubmit(send, (made) => {
    keep(account, HOLDERS, draft.draft.holders);
    draft.forget();
    void cache.invalidateQueries();
    say("已准备，等另一人批准冻结。");
    void navigate(paths.show("draws", made.id));
  });
  const may = allows(task, "prepare_draw") || before.some((it) => allows(it, "prepare_supplement"));
  if (!may) return <NotNow task={task.id} draw={standing(before)} />;
  return (
    <div className="stack">
      <nav aria-label="位置" className="muted">
        <Link to={paths.show("tasks", task.id)}>{task.form.name}</Link> › 准备抽取
      </nav>
      <h1>准备抽取</h1>
      <p className="notice">
        写明谁提供随机数、谁托管、什么时候做什么。另一人批准之后，底册、规则和人员冻结；这一页的内容不能再改。
      </p>
      <FormFrame
        {...{ submit, problem, busy }}
        label="提交，由另一人批准"
        restored={draft.restored}
        forget={() => draft.forget()}
      >
        <PrepareForm
          draft={draft.draft}
          change={draft.change}
          errors={problem?.errors ?? []}
          earlier={earlier}
          again={before.some((it) => it.state !== "withdrawn")}
        />
      </FormFrame>
    </div>
  );
}

/** Of the attempts of a task one stands at a time; and not everybody prepares one. */
function NotNow({ task, draw }: { task: string; draw: Draw | undefined }) {
  return (
    <div className="stack">
      <h1>准备抽取</h1>
      {draw ? (
        <Empty title="这个任务已有一次抽取在进行">
          <Link to={paths.show("draws", draw.id)}>看第 {draw.attempt} 次抽取</Link>
        </Empty>
      ) : (
        <Empty title="现在不能准备抽取">
          由任务发起部门的承办人在任务待抽取时准备。
          <Link to={paths.show("tasks", task)}>看任务</Link>
        </Empty>
      )}
    </div>
  );
}
