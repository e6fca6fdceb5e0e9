import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { request, type Page, type Schema } from "@api/client";
import { Dialog } from "@ui/dialog";
import { Pager } from "@ui/pager";
import { Empty, Failed, Loading } from "@ui/states";
import { day } from "@ui/time";
import { yuan } from "../noun/value";
import { addressOf } from "../workbench/addresses";
import type { Column, Line } from "./columns";

type Behind = Schema<"Annex3RowView">;

const PAGE_SIZE = 20;

export interface Asked {
  line: Line;
  column: Column;
}

interface Props extends Asked {
  /** Unit and period of the table. */
  query: Record<string, string>;
  close: () => void;
}

/** The rows that a cell counts: they add up to its figure. */
export function Annex3Rows({ line, column, query, close }: Props) {
  const [page, setPage] = useState(1);
  const asked = { ...query, category: line.category, column: column.code, page };
  const path = "/api/v1/annex3/rows";
  const found = useQuery({
    queryKey: [path, asked],
    queryFn: () =>
      request<Page<Behind>>("get", path, { query: { ...asked, page_size: PAGE_SIZE } }),
  });
  return (
    <Dialog title={`${column.name}：由这些记录组成`} close={close} wide>
      <div className="stack">
        <p className="muted">{line.category_name}</p>
        {found.isPending && <Loading />}
        {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
        {found.data?.items.length === 0 && <Empty title="这一格没有记录" />}
        {found.data && found.data.items.length > 0 && (
          <>
            <RowsTable rows={found.data.items} of={column.code} />
            <Pager page={page} pageSize={PAGE_SIZE} total={found.data.total} go={setPage} />
          </>
        )}
        <div className="row end">
          <button type="button" className="button" onClick={close}>
            关闭
          </button>
        </div>
      </div>
    </Dialog>
  );
}

function RowsTable({ rows, of }: { rows: Behind[]; of: string }) {
  const money = of === "amount";
  // A round is a draw of many.
  const named = of !== "batches";
  return (
    <div className="table-scroll" role="region" aria-label="组成这一格的记录" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">编号</th>
            <th scope="col">部门</th>
            {named && <th scope="col">检查对象</th>}
            <th scope="col">日期</th>
            <th scope="col" className="number">
              计为
            </th>
            {money && (
              <th scope="col" className="number">
                罚款和没收
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={`${row.id ?? ""}${at}`}>
              <td>
                <Opened row={row} />
              </td>
              <td>{row.organ_name}</td>
              {named && (
                <td>{row.subject_name ?? <span className="muted">{unnamed(row)}</span>}</td>
              )}
              <td>{row.day ? day(row.day) : "—"}</td>
              <td className="number">{row.count.toLocaleString("zh-CN")}</td>
              {money && (
                <td className="number">{yuan((row.fine ?? 0) + (row.confiscated ?? 0))}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A drawn list that is not handed out yet has a number of objects and no names. */
function unnamed(row: Behind): string {
  return row.noun === "draw" ? "名单尚未派发" : "（无权查看）";
}

function Opened({ row }: { row: Behind }) {
  const name = row.number ?? "（无权查看）";
  return row.id ? <Link to={addressOf({ noun: row.noun, id: row.id })}>{name}</Link> : <>{name}</>;
}
