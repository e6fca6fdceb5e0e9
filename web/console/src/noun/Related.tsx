import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "@api/client";
import { Pager } from "@ui/pager";
import { Empty, Failed, Loading } from "@ui/states";
import { useToast } from "@ui/toast";
import { ActionBar } from "./ActionBar";
import { pageOf, type Noun, type Row } from "./noun";
import { OperationDialog } from "./OperationDialog";
import { RowTable } from "./RowTable";

interface Props {
  /** How the rows look and what may be done with them; `path` is where their actions are. */
  noun: Noun;
  /** Id of the record whose rows these are, put into `noun.rows`. */
  of?: string;
  query?: Record<string, unknown>;
  /** How one is added: an operation below the record, or one with the record in its form. */
  add?: {
    title: string;
    template: string;
    initial?: Record<string, unknown>;
    hide?: string[];
    /** Whether the record allows it. */
    allowed: boolean;
  };
  empty?: string;
}

const PAGE_SIZE = 20;

/** Rows that belong to a record, with their own actions and a way to add one. */
export function Related({ noun, of = "", query = {}, add, empty }: Props) {
  const cache = useQueryClient();
  const [page, setPage] = useState(1);
  const path = (noun.rows ?? noun.path).replace("{id}", of);
  const asked = { ...query, page, page_size: PAGE_SIZE };
  const found = useQuery({
    queryKey: [path, "related", asked],
    queryFn: async () => pageOf(noun, await request("get", path, { query: asked })),
  });
  const done = () => void cache.invalidateQueries();
  if (found.isPending) return <Loading lines={3} />;
  if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
  const { total, page_size: size } = found.data;
  const items = found.data.items;
  const acting = items.some((row) => row.allowed_actions?.length);
  return (
    <div className="stack">
      {add && <Add add={add} of={of} done={done} />}
      {items.length === 0 ? (
        <Empty title={empty ?? `没有${noun.title}`} />
      ) : (
        <RowTable
          noun={noun}
          columns={noun.columns}
          rows={items}
          {...(acting ? { act: (row: Row) => <ActionBar {...{ noun, row, done }} small /> } : {})}
        />
      )}
      {total > size && <Pager page={page} pageSize={size} total={total} go={setPage} />}
    </div>
  );
}

function Add({ add, of, done }: { add: NonNullable<Props["add"]>; of: string; done: () => void }) {
  const say = useToast();
  const [open, setOpen] = useState(false);
  if (!add.allowed) return null;
  return (
    <div className="row end">
      <button type="button" className="button primary" onClick={() => setOpen(true)}>
        {add.title}
      </button>
      {open && (
        <OperationDialog
          title={add.title}
          kept={`${add.template}:${of}`}
          method="post"
          template={add.template}
          path={add.template.replace("{id}", of)}
          initial={add.initial}
          hide={add.hide}
          close={() => setOpen(false)}
          done={() => {
            setOpen(false);
            say(`已${add.title}。`);
            done();
          }}
        />
      )}
    </div>
  );
}
