import { useEffect, useRef, useState } from "react";
import { downloaded } from "@api/client";
import { Problem } from "@api/problem";
import { download } from "./download";
import { bytesText } from "./FileDrop";
import { ProblemNotice } from "./states";
import { useToast } from "./toast";

interface Props {
  /** Address of the file. */
  path: string;
  /** What the file is called. */
  name: string;
  /** What the button says. */
  label: string;
  /** What the file is, for who hears the button alone. */
  of?: string;
  small?: boolean;
}

interface State {
  done: number;
  of: number | undefined;
}

/** Saves a file whose making takes long: shows how much has come, and can be stopped. Leaving the
 * page stops it too. */
export function LongDownload({ path, name, label, of, small }: Props) {
  const [state, setState] = useState<State>();
  const [problem, setProblem] = useState<Problem>();
  const stop = useRef<AbortController>(undefined);
  const say = useToast();
  useEffect(() => () => stop.current?.abort(), []);
  async function save() {
    const control = new AbortController();
    stop.current = control;
    setState({ done: 0, of: undefined });
    setProblem(undefined);
    try {
      const content = await downloaded(path, control.signal, (done, whole) =>
        setState({ done, of: whole }),
      );
      download(content, name);
      say(`已取得${name}。`);
    } catch (error) {
      if (control.signal.aborted) say("已停止，没有保存文件。");
      else setProblem(Problem.of(error));
    } finally {
      setState(undefined);
    }
  }
  const button = small ? "button small" : "button";
  if (!state) {
    return (
      <>
        <button
          type="button"
          className={button}
          {...(of ? { "aria-label": `${of}：${label}` } : {})}
          onClick={() => void save()}
        >
          {label}
        </button>
        {problem && <ProblemNotice problem={problem} />}
      </>
    );
  }
  return (
    <span className="row">
      <progress
        aria-label={`${of ?? name}的进度`}
        {...(state.of ? { max: state.of, value: state.done } : {})}
      />
      <span>{state.done === 0 ? "正在生成……" : progressText(state)}</span>
      <button type="button" className={button} onClick={() => stop.current?.abort()}>
        停止
      </button>
    </span>
  );
}

function progressText({ done, of }: State): string {
  return of ? `${bytesText(done)} / ${bytesText(of)}` : `已收到 ${bytesText(done)}`;
}
