import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { request } from "@api/client";
import { Failed, Loading } from "@ui/states";
import { useToast } from "@ui/toast";
import { clashOf, ConflictChoice } from "../form/Conflict";
import { cleaned } from "../form/clean";
import { useDraft, type Draft } from "../form/draft";
import { FormFrame } from "../form/FormFrame";
import { useSubmit } from "../form/useSubmit";
import type { Row } from "../noun/noun";
import { paths } from "../paths";
import { useSession } from "../session/session";
import { EMPTY_FILTER, EMPTY_QUOTA } from "./form";
import { TaskFields } from "./TaskFields";

/** A task, new or changed: `/tasks/new`, `/tasks/new?plan=…`, `/tasks/{id}/edit`. */
export function TaskFormPage() {
  const { id } = useParams();
  const [params] = useSearchParams();
  const session = useSession();
  const found = useQuery({
    queryKey: ["/api/v1/tasks", id],
    queryFn: () => request<Row>("get", `/api/v1/tasks/${id}`),
    enabled: id !== undefined,
  });
  if (id === undefined) {
    const plan = params.get("plan");
    const begun = plan ? { plan, origin: "annual" } : { origin: "temporary", organ: session.organ };
    const initial = { ...begun, filter: EMPTY_FILTER, quota: EMPTY_QUOTA, items: [] };
    return <Editor key="new" kept={`tasks:new:${plan ?? ""}`} initial={initial} />;
  }
  if (found.isPending) return <Loading />;
  if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
  const task = found.data;
  const initial = task.form as Draft;
  return <Editor key={task.id} kept={`tasks:${task.id}`} initial={initial} task={task} />;
}

interface EditorProps {
  kept: string;
  initial: Draft;
  task?: Row;
}

function Editor({ kept, initial, task }: EditorProps) {
  const navigate = useNavigate();
  const cache = useQueryClient();
  const say = useToast();
  const draft = useDraft(kept, initial);
  const [version, setVersion] = useState(task?.version);
  const send = (key: string) =>
    task
      ? request<Row>("put", `/api/v1/tasks/${task.id}`, {
          key,
          body: cleaned("TaskChange", { ...draft.draft, version }),
        })
      : request<Row>("post", "/api/v1/tasks", { key, body: cleaned("NewTask", draft.draft) });
  const { submit, problem, busy, clear } = useSubmit(send, (saved) => {
    draft.forget();
    say("任务已保存，下面是试算的结果。");
    void cache.invalidateQueries();
    void navigate(`${paths.show("tasks", saved.id)}?sheet=dry-run`);
  });
  const clash = clashOf(problem);
  const title = task ? "修改抽查任务" : "新建抽查任务";
  return (
    <div className="stack">
      <Place task={task} plan={draft.draft.plan} title={title} />
      <h1>{title}</h1>
      <FormFrame
        {...{ submit, problem, busy }}
        label="保存并试算"
        restored={draft.restored}
        forget={draft.forget}
      >
        <TaskFields draft={draft.draft} change={draft.change} problem={problem} isNew={!task} />
        {clash && (
          <ConflictChoice
            clash={clash}
            schema="TaskForm"
            settle={(values, foundVersion) => {
              draft.change({ ...draft.draft, ...values });
              setVersion(foundVersion);
              clear();
            }}
          />
        )}
      </FormFrame>
    </div>
  );
}

function Place({ task, plan, title }: { task?: Row | undefined; plan: unknown; title: string }) {
  const of = task?.plan ?? plan;
  return (
    <nav aria-label="位置" className="muted">
      {of ? (
        <Link to={`${paths.show("plans", String(of))}?sheet=table`}>所属计划的附件2</Link>
      ) : (
        <Link to={paths.list("tasks")}>抽查任务</Link>
      )}{" "}
      › {title}
    </nav>
  );
}
