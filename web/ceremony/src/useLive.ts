/** The attempt as it stands, asked for again every two seconds, with the platform's clock. */
import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { answer, client } from "@api/client";
import { type Course, courseOf, type Live } from "./model/course";

const AGAIN_MS = 2000;

export interface Seen {
  live: Live;
  /** Milliseconds that the platform's clock is ahead of this machine's. */
  ahead: number;
}

export const liveKey = (id: string) => ["live", id];

export function useSeen(id: string): UseQueryResult<Seen> {
  return useQuery({
    queryKey: liveKey(id),
    queryFn: async () => {
      const params = { path: { id } };
      const live = await answer(client.GET("/api/v1/draws/{id}/live", { params }));
      return { live, ahead: Date.parse(live.now) - Date.now() };
    },
    refetchInterval: AGAIN_MS,
  });
}

/** A second's tick. */
function useTick(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

export function useCourse(seen: Seen | undefined): Course | undefined {
  const now = useTick();
  return seen && courseOf(seen.live, now + seen.ahead);
}

/** Asks at once, after a step of one's own. */
export function useAgain(id: string): () => Promise<void> {
  const cache = useQueryClient();
  return () => cache.invalidateQueries({ queryKey: liveKey(id) });
}
