import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { request, type Page } from "@api/client";
import { TextField } from "@ui/fields";
import { Pager } from "@ui/pager";
import { Empty, Failed, Loading } from "@ui/states";
import { useToast } from "@ui/toast";
import { ActionBar } from "../noun/ActionBar";
import { OperationDialog } from "../noun/OperationDialog";
import type { Row } from "../noun/noun";
import { Value } from "../noun/value";
import { items } from "../nouns/itemLists";
import { paths } from "../paths";
import { chapters, termField, termsOf } from "./chapters";

const PAGE_SIZE = 200;

interface Props {
  version: Row;
  mayAdd: boolean;
}

/** The items of a version, chapter by chapter, as the official list prints them. */
export function VersionItems({ version, mayAdd }: Props) {
  const cache = useQueryClient();
  const [q, setQ] = useState("");
  const [page, setPage] = useState(1);
  const path = `/api/v1/item-lists/versions/${version.id}/items`;
  const query = { q, page, page_size: PAGE_SIZE, sort: "position" };
  const found = useQuery({
    queryKey: [path, query],
    queryFn: () => request<Page<Row>>("get", path, { query }),
  });
  const done = () => void cache.invalidateQueries();
  return (
    <section className="stack" aria-label="事项">
      <div className="filters card no-print">
        <TextField
          label="在这一版里查找"
          type="search"
          value={q}
          change={(text) => {
            setPage(1);
            setQ(text);
          }}
        />
        {mayAdd && <AddItem version={version} done={done} />}
        {mayAdd && <Recognise version={version} done={done} />}
      </div>
      {found.isPending && <Loading />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data?.items.length === 0 && <Empty title="没有事项" />}
      {found.data && found.data.items.length > 0 && (
        <ItemTable rows={found.data.items} done={done} />
      )}
      {found.data && found.data.total > PAGE_SIZE && (
        <Pager page={page} pageSize={PAGE_SIZE} total={found.data.total} go={setPage} />
      )}
    </section>
  );
}

const HEADS = ["序号", "抽查事项", "检查对象", "类别", "检查方式", "检查主体", "检查依据", "上限"];

function ItemTable({ rows, done }: { rows: Row[]; done: () => void }) {
  const editing = rows.some((row) => row.allowed_actions?.length);
  const width = HEADS.length + (editing ? 1 : 0);
  return (
    <div className="table-scroll" role="region" aria-label="事项列表" tabIndex={0}>
      <table className="table items-table">
        <thead>
          <tr>
            {HEADS.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
            {editing && <th scope="col">办理</th>}
          </tr>
        </thead>
        {chapters(rows).map(([chapter, members]) => (
          <tbody key={chapter}>
            <tr className="chapter">
              <th colSpan={width} scope="rowgroup">
                {chapter || "未分类别"}（{members.length} 项）
              </th>
            </tr>
            {members.map((row) => (
              <ItemRow key={row.id} row={row} editing={editing} done={done} />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function ItemRow({ row, editing, done }: { row: Row; editing: boolean; done: () => void }) {
  const terms = termsOf(row);
  const limits = [
    terms.ratio_ceiling && `比例 ${terms.ratio_ceiling}`,
    terms.visits_per_year_max && `每年 ${terms.visits_per_year_max} 次`,
  ].filter(Boolean);
  return (
    <tr className={row.struck ? "struck" : undefined}>
      <td className="number">{String(row.position)}</td>
      <td>
        <Link to={paths.show("items", row.id)}>{terms.name}</Link>
        <div className="muted">{String(row.code)}</div>
        {Boolean(row.struck) && <span className="badge bad">已从这一版删除</span>}
        {Boolean(row.upper) && <span className="badge quiet">认领自上级</span>}
        {Boolean(row.to_proofread) && <span className="badge warn">待校对</span>}
        {!row.drawable && !row.struck && Boolean(row.not_drawable) && (
          <div className="muted">{String(row.not_drawable)}</div>
        )}
      </td>
      <td>{terms.subjects}</td>
      <td>
        <Value value={terms.class} name="class" field={termField("class")} />
      </td>
      <td>
        <Value value={terms.methods} name="methods" field={termField("methods")} />
      </td>
      <td>{(row.organ_names as string[]).join("、")}</td>
      <td>
        {terms.bases.map((basis) => (
          <div key={`${basis.law}${basis.article}`}>
            《{basis.law}》{basis.article}
          </div>
        ))}
      </td>
      <td>{limits.join("，") || "—"}</td>
      {editing && (
        <td>
          <ActionBar noun={items} row={row} done={done} small />
        </td>
      )}
    </tr>
  );
}

function AddItem({ version, done }: { version: Row; done: () => void }) {
  const template = "/api/v1/item-lists/versions/{id}/items";
  return <Adding title="增加事项" {...{ template, version, done }} wide />;
}

function Recognise({ version, done }: { version: Row; done: () => void }) {
  const template = "/api/v1/item-lists/versions/{id}/recognitions";
  return <Adding title="认领上级事项" {...{ template, version, done }} />;
}

interface AddingProps {
  title: string;
  template: string;
  version: Row;
  wide?: boolean;
  done: () => void;
}

function Adding({ title, template, version, wide, done }: AddingProps) {
  const say = useToast();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        {title}
      </button>
      {open && (
        <OperationDialog
          title={title}
          kept={`${template}:${version.id}`}
          method="post"
          template={template}
          path={template.replace("{id}", version.id)}
          {...(wide ? { wide } : {})}
          close={() => setOpen(false)}
          done={() => {
            setOpen(false);
            say(`已${title}。`);
            done();
          }}
        />
      )}
    </>
  );
}
