import { useState } from "react";
import { Problem } from "@api/problem";
import { upload } from "@api/upload";

interface Checked {
  confirm: string;
  applied: boolean;
}

/** A file that is checked first and written as it was checked. What is chosen anew is checked
 * anew. `path` is the address above `/import-check` and `/import`. */
export function useCheckedFile<T extends Checked>(
  path: string,
  query: Record<string, string | boolean>,
  written: (answer: T) => void,
) {
  const [file, setFile] = useState<File>();
  const [checked, setChecked] = useState<T>();
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  async function send(step: "import-check" | "import") {
    if (!file) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const asked = { ...query, ...(checked ? { confirm: checked.confirm } : {}) };
      const answer = await upload<T>(`${path}/${step}`, { file, query: asked });
      setChecked(answer);
      if (answer.applied) written(answer);
    } catch (error) {
      setProblem(Problem.of(error));
    } finally {
      setBusy(false);
    }
  }
  const anew = () => setChecked(undefined);
  const choose = (next: File | undefined) => {
    anew();
    setProblem(undefined);
    setFile(next);
  };
  return { file, choose, checked, problem, busy, send, anew };
}
