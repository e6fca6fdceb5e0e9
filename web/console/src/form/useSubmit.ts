import { useRef, useState } from "react";
import { newKey } from "@api/client";
import { Problem } from "@api/problem";

/** Sends a form once. The same key goes with every press until the server answered, so a lost
 * connection and a second press do not do it twice; after a refusal a new key is taken. */
export function useSubmit<T>(send: (key: string) => Promise<T>, done: (answer: T) => void) {
  const key = useRef(newKey());
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  async function submit() {
    setBusy(true);
    setProblem(undefined);
    try {
      const answer = await send(key.current);
      key.current = newKey();
      done(answer);
    } catch (error) {
      const found = Problem.of(error);
      if (found.sort !== "offline") key.current = newKey();
      setProblem(found);
    } finally {
      setBusy(false);
    }
  }
  return { submit, problem, busy, clear: () => setProblem(undefined) };
}
