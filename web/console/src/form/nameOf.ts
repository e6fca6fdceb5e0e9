import { useQuery } from "@tanstack/react-query";
import { request, type Page } from "@api/client";

interface Found {
  id: string;
  code?: string;
  name?: string;
  terms?: { name: string };
}

const PATHS: Record<string, (value: string) => [path: string, query?: Record<string, unknown>]> = {
  tag: (id) => [`/api/v1/tags/${id}`],
  item_code: (code) => ["/api/v1/items", { q: code, page_size: 5 }],
};

/** The name of a picked record; its code until it is known. */
export function useNameOf(one: string, value: string): string {
  const [path = "", query] = PATHS[one]?.(value) ?? [];
  const { data } = useQuery({
    queryKey: [path, "name", value],
    queryFn: () => request<Found | Page<Found>>("get", path, { query: query ?? {} }),
    enabled: path !== "",
    staleTime: 600_000,
  });
  if (!data) return value;
  const found = "items" in data ? data.items.find((it) => it.code === value) : data;
  const name = found?.terms?.name ?? found?.name;
  return name ? (one === "item_code" ? `${name}（${value}）` : name) : value;
}
