import { liveQuery } from "dexie";
import { useEffect, useState } from "react";

/** What a query of the phone's database finds, again whenever that changes. */
export function useLive<T>(query: () => Promise<T>, on: unknown[]): T | undefined {
  const [found, setFound] = useState<T>();
  useEffect(() => {
    const watched = liveQuery(query).subscribe({ next: setFound });
    return () => watched.unsubscribe();
    // The query itself is new at every draw; what it depends on is named.
  }, on);
  return found;
}
