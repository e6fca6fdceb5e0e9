import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { request } from "@api/client";
import { Pager } from "@ui/pager";
import { Empty, Failed, Loading } from "@ui/states";
import { paths } from "../paths";
import { useMay, useSession } from "../session/session";
import { ActionBar } from "./ActionBar";
import { BulkBar } from "./BulkBar";
import { ColumnChoice, useColumns } from "./ColumnChoice";
import { ExportButton } from "./ExportButton";
import { Filters } from "./filters";
import { operation } from "@api/described";
import { pageOf, type Noun, type Row } from "./noun";
import { RowTable } from "./RowTable";
import { SavedViews } from "./SavedViews";
import { useListState, type ListState } from "./useListState";

/** The list of a noun: filters, order, pages, columns, saved views, bulk actions, export. */
export function NounListPage({ noun }: { noun: Noun }) {
  const session = useSession();
  const preset = noun.preset?.(session);
  const list = useListState(preset);
  const columns = useColumns(noun);
  const [picked, setPicked] = useState<Row[]>([]);
  const asked = { ...preset, ...Object.fromEntries(list.params) };
  const query = { ...asked, page: list.page, page_size: list.pageSize };
  const found = useQuery({
    queryKey: [noun.path, "list", query],
    queryFn: async () => pageOf(noun, await request("get", noun.rows ?? noun.path, { query })),
    placeholderData: keepPreviousData,
  });
  const act = (row: Row) => (
    <ActionBar {...{ noun, row }} done={() => void found.refetch()} small />
  );
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{noun.title}</h1>
        <div className="row">
          <SavedViews noun={noun} list={list} />
          <ColumnChoice columns={columns} />
          <ExportButton noun={noun} columns={columns.shown} query={query} />
          <HeadLinks noun={noun} />
          <CreateLink noun={noun} />
        </div>
      </div>
      {noun.views && <Views views={noun.views} list={list} />}
      <Filters noun={noun} values={asked} apply={list.change} />
      {noun.bulk && <BulkBar noun={noun} rows={picked} done={() => setPicked([])} />}
      {found.isPending && <Loading />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && !found.error && (
        <>
          {found.data.items.length === 0 ? (
            <Empty title={`没有${noun.title}`}>没有符合条件的记录；可以放宽或清除条件。</Empty>
          ) : (
            <RowTable
              noun={noun}
              columns={columns.shown}
              rows={found.data.items}
              list={list}
              {...(noun.act ? { act } : {})}
              {...(noun.bulk ? { picked, pick: setPicked } : {})}
            />
          )}
          <Pager
            page={list.page}
            pageSize={Math.max(list.pageSize, found.data.page_size)}
            total={found.data.total}
            go={list.go}
          />
        </>
      )}
    </div>
  );
}

/** Conditions that are often wanted: pressed while the list shows just that. */
function Views({ views, list }: { views: NonNullable<Noun["views"]>; list: ListState }) {
  const { page: _, sort: __, ...now } = Object.fromEntries(list.params);
  const same = (query: Record<string, string>) =>
    JSON.stringify(Object.entries(query).sort()) === JSON.stringify(Object.entries(now).sort());
  return (
    <div className="row" role="group" aria-label="常看的">
      {views.map((view) => (
        <button
          key={view.title}
          type="button"
          className="button small chip"
          aria-pressed={same(view.query)}
          onClick={() => list.replace(new URLSearchParams(view.query).toString())}
        >
          {view.title}
        </button>
      ))}
    </div>
  );
}

function HeadLinks({ noun }: { noun: Noun }) {
  const may = useMay();
  const links = (noun.links ?? []).filter((link) => may(link.permission));
  return (
    <>
      {links.map((link) => (
        <Link key={link.to} className="button" to={link.to}>
          {link.title}
        </Link>
      ))}
    </>
  );
}

function CreateLink({ noun }: { noun: Noun }) {
  const may = useMay();
  const needed = noun.create && operation("post", noun.create.path ?? noun.path)?.permission;
  if (!noun.create || !needed || !may(needed)) return null;
  return (
    <Link className="button primary" to={paths.create(noun.slug)}>
      {noun.create.title}
    </Link>
  );
}
