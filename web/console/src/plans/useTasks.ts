import { useQuery } from "@tanstack/react-query";
import { request, type Page } from "@api/client";
import type { Row } from "../noun/noun";

const ALL = 200;

/** The tasks that a query finds, those of a whole year at most. */
export function useTasks(query: Record<string, unknown>) {
  return useQuery({
    queryKey: ["/api/v1/tasks", "all", query],
    queryFn: () =>
      request<Page<Row>>("get", "/api/v1/tasks", {
        query: { ...query, page_size: ALL, sort: "draw_from,number" },
      }),
  });
}
