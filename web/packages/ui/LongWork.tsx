import { useEffect, useRef, useState } from "react";
import { Problem } from "@api/problem";
import { ProblemNotice } from "./states";
import { useToast } from "./toast";

/** How far a long work has come. */
export interface Progress {
  done: number;
  /** Not known at first. */
  of?: number | undefined;
}

interface Props {
  /** What the button says. */
  label: string;
  /** What is being made, for who hears the progress alone. */
  name: string;
  /** Whose it is, for who hears the button alone. */
  of?: string | undefined;
  small?: boolean | undefined;
  /** The progress in words. */
  words: (progress: Progress) => string;
  /** Does the work and tells what came of it; throws once the signal says stop. */
  run: (signal: AbortSignal, tell: (progress: Progress) => void) => Promise<string>;
}

/** A button whose work takes long: shows how far it has come, and can be stopped. Leaving the page
 * stops it too. */
export function LongWork({ label, name, of, small, words, run }: Props) {
  const [progress, setProgress] = useState<Progress>();
  const [problem, setProblem] = useState<Problem>();
  const stop = useRef<AbortController>(undefined);
  const say = useToast();
  useEffect(() => () => stop.current?.abort(), []);
  async function start() {
    const control = new AbortController();
    stop.current = control;
    setProgress({ done: 0 });
    setProblem(undefined);
    try {
      say(await run(control.signal, setProgress));
    } catch (error) {
      if (control.signal.aborted) say("已停止，没有保存文件。");
      else setProblem(Problem.of(error));
    } finally {
      setProgress(undefined);
    }
  }
  const button = small ? "button small" : "button";
  if (!progress) {
    return (
      <>
        <button
          type="button"
          className={button}
          {...(of ? { "aria-label": `${of}：${label}` } : {})}
          onClick={() => void start()}
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
        {...(progress.of ? { max: progress.of, value: progress.done } : {})}
      />
      <span>{progress.done === 0 ? "正在生成……" : words(progress)}</span>
      <button type="button" className={button} onClick={() => stop.current?.abort()}>
        停止
      </button>
    </span>
  );
}
