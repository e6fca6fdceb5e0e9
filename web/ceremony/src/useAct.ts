/** One step of the attempt: sent once, its refusal kept beside the button. */
import { useState } from "react";
import { newKey, request } from "@api/client";
import { Problem } from "@api/problem";
import { useAgain } from "./useLive";

export interface Acting {
  busy: boolean;
  problem: Problem | undefined;
  act: (path: string, body: unknown) => Promise<boolean>;
}

export function useAct(id: string): Acting {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const again = useAgain(id);
  const act = async (path: string, body: unknown) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await request("post", `/api/v1/draws/${id}/${path}`, { body, key: newKey() });
      await again();
      return true;
    } catch (error) {
      setProblem(Problem.of(error));
      await again();
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, act };
}
