import { useSearchParams } from "react-router";

const PAGE_SIZE = 20;

/** Filters, order and page of a list, kept in the address: a link shows the same list. Of what is
 * preset the address says when it was taken away. */
export function useListState(preset: Record<string, string> = {}) {
  const [params, setParams] = useSearchParams();
  const page = Number(params.get("page") ?? 1);
  const change = (values: Record<string, string>) => {
    setParams((before) => {
      const next = new URLSearchParams(before);
      next.delete("page");
      for (const [name, value] of Object.entries(values)) {
        if (value === "" && !(name in preset)) next.delete(name);
        else next.set(name, value);
      }
      return next;
    });
  };
  const sort = params.get("sort") ?? "";
  const sortBy = (column: string) => change({ sort: sort === column ? `-${column}` : column });
  return {
    params,
    page,
    pageSize: PAGE_SIZE,
    sort,
    sortBy,
    change,
    go: (to: number) => change({ page: String(to) }),
    replace: (query: string) => setParams(new URLSearchParams(query)),
  };
}

export type ListState = ReturnType<typeof useListState>;
