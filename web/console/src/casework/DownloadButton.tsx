import { useState } from "react";
import { bytes } from "@api/client";
import { Problem } from "@api/problem";
import { download } from "@ui/download";
import { ProblemNotice } from "@ui/states";

interface Props {
  path: string;
  /** What the file is called on this computer. */
  name: string;
  label: string;
}

/** A file that takes a while, or may be refused: says both in the page. */
export function DownloadButton({ path, name, label }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  async function take() {
    setBusy(true);
    setProblem(undefined);
    try {
      download(await bytes(path), name);
    } catch (error) {
      setProblem(Problem.of(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <button type="button" className="button" disabled={busy} onClick={() => void take()}>
        {busy ? "正在准备文件……" : label}
      </button>
      {problem && <ProblemNotice problem={problem} />}
    </>
  );
}
