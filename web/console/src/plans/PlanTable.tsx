import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { answer, client, type Schema } from "@api/client";
import { CheckField } from "@ui/fields";
import { Empty, Failed, Loading } from "@ui/states";
import type { Row } from "../noun/noun";
import { paths } from "../paths";

/** 附件2, with its exact columns: each row is a task of the plan and opens it. */
export function PlanTable({ plan }: { plan: Row }) {
  const path = `/api/v1/plans/${plan.id}/table`;
  const params = { path: { id: plan.id } };
  const found = useQuery({
    queryKey: [path],
    queryFn: () => answer(client.GET("/api/v1/plans/{id}/table", { params })),
  });
  const [extra, setExtra] = useState(false);
  const editable = plan.allowed_actions?.includes("change") ?? false;
  if (found.isPending) return <Loading />;
  if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
  return (
    <div className="stack">
      <div className="row no-print">
        {editable && (
          <Link className="button primary" to={`/tasks/new?plan=${plan.id}`}>
            添加一行（任务）
          </Link>
        )}
        <a className="button" href={`${path}.xlsx`} download>
          下载 Excel
        </a>
        <a className="button" href={`${path}.csv`} download>
          下载 CSV
        </a>
        <a className="button" href={`/api/v1/plans/${plan.id}/annex2.pdf`} download>
          打印附件2（PDF）
        </a>
        <CheckField label="显示其他栏" value={extra} change={setExtra} />
      </div>
      {found.data.rows.length === 0 ? (
        <Empty title="表里还没有行">{editable && "添加任务，每个任务是表里的一行。"}</Empty>
      ) : (
        <Annex2 table={found.data} extra={extra} editable={editable} />
      )}
    </div>
  );
}

interface Annex2Props {
  table: Schema<"TableView">;
  extra?: boolean;
  editable?: boolean;
}

/** Where the task's name stands: it is the link. */
const NAME = 4;

export function Annex2({ table, extra = false, editable = false }: Annex2Props) {
  useLyingPaper();
  const heads = extra ? [...table.columns, ...table.extra_columns] : table.columns;
  return (
    <>
      <h2 className="center">
        {table.organ} {table.year} 年度抽查工作计划表
      </h2>
      <div className="table-scroll" role="region" aria-label="附件2 工作计划表" tabIndex={0}>
        <table className="table annex">
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
              {editable && <th scope="col">办理</th>}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => (
              <tr key={row.task}>
                {row.cells.map((cell, at) => (
                  <td key={at}>
                    {at === NAME ? <Link to={paths.show("tasks", row.task)}>{cell}</Link> : cell}
                  </td>
                ))}
                {extra && row.extra.map((cell, at) => <td key={at}>{cell}</td>)}
                {editable && (
                  <td>
                    <Link
                      className="button small"
                      to={`/tasks/${row.task}/edit`}
                      aria-label={`修改 ${row.cells[NAME] ?? ""}`}
                    >
                      修改
                    </Link>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {table.notes.map((note) => (
        <p key={note} className="muted">
          {note}
        </p>
      ))}
    </>
  );
}

/** Prints the page on paper that lies, for as long as the table is shown. */
function useLyingPaper() {
  useEffect(() => {
    document.body.classList.add("lies");
    return () => document.body.classList.remove("lies");
  }, []);
}
