import { useCallback, useEffect, useState } from "react";
import { Problem } from "@api/problem";
import { useWho } from "../session/Gate";
import { useField } from "./Field";
import { refresh } from "./refresh";

/** Sends what waits, then brings the visits up to date; at first by itself. */
export function useRefresh() {
  const { db, sync } = useField();
  const { session, lapse } = useWho();
  const [busy, setBusy] = useState(true);
  const [problem, setProblem] = useState<Problem>();
  const again = useCallback(async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await sync(true);
      await refresh(db);
    } catch (error) {
      const found = Problem.of(error);
      if (found.status === 401) lapse();
      else setProblem(found);
    } finally {
      setBusy(false);
    }
  }, [db, sync, lapse]);
  // Also when the platform has just learned again who this is.
  useEffect(() => void again(), [again, session]);
  return { busy, problem, again: () => void again() };
}
