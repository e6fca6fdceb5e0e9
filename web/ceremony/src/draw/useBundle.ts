/** Fetches the public bundle of the stage and lets the worker check and compute it. */
import { useEffect, useReducer } from "react";
import { Problem } from "@api/problem";
import type { CheckReport } from "../../../verify/src/verify/verify.ts";
import { bundlePath } from "../paths";
import type { Told } from "./bench.ts";
import type { Computed, Stated, Step } from "./compute.ts";

export interface Bench {
  /** Fetching, or waiting for the log's signature over the newest entry. */
  waiting: string;
  checked: number;
  step: Step | undefined;
  checks: CheckReport[] | undefined;
  failed: CheckReport | undefined;
  stated: Stated[];
  computed: Computed | undefined;
  seconds: number;
  withheld: string;
  fault: string;
}

const EMPTY: Bench = {
  waiting: "正在取公布文件……",
  checked: 0,
  step: undefined,
  checks: undefined,
  failed: undefined,
  stated: [],
  computed: undefined,
  seconds: 0,
  withheld: "",
  fault: "",
};

type Event = Told | { kind: "waiting"; text: string } | { kind: "fresh" };

function reduce(before: Bench, it: Event): Bench {
  switch (it.kind) {
    // What was computed stays on the screen until it is computed again: the draw does not change.
    case "fresh":
      return { ...EMPTY, computed: before.computed, seconds: before.seconds };
    case "waiting":
      return { ...before, waiting: it.text };
    case "check":
      return { ...before, waiting: "", checked: before.checked + 1 };
    case "step":
      return { ...before, step: it.step };
    case "verified":
      return { ...before, checks: it.checks, failed: it.failed, stated: it.stated };
    case "computed":
      return { ...before, computed: it.computed, seconds: it.seconds };
    case "withheld":
      return { ...before, withheld: it.why };
    case "error":
      return { ...before, fault: it.message };
  }
}

const AGAIN_MS = 5000;

/** The bundle is only complete once the log is signed over its newest entry. */
async function fetched(id: string, say: (text: string) => void, gone: () => boolean) {
  while (!gone()) {
    const answer = await fetch(bundlePath(id), { credentials: "omit", cache: "no-store" });
    if (answer.ok) return answer.arrayBuffer();
    const problem = new Problem(await answer.json().catch(() => ({ status: answer.status })));
    if (problem.code !== "draw.unsigned") throw problem;
    say("日志正在签名（通常不到一分钟），签好就开始……");
    await new Promise((done) => setTimeout(done, AGAIN_MS));
  }
  return undefined;
}

/** `stage` names what the bundle must hold by now: a new stage is fetched and computed anew. */
export function useBundle(id: string, stage: string, wanted: boolean): Bench {
  const [bench, tell] = useReducer(reduce, EMPTY);
  useEffect(() => {
    if (!wanted) return undefined;
    let gone = false;
    tell({ kind: "fresh" });
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = (event: MessageEvent<Told>) => tell(event.data);
    worker.onerror = (event) => tell({ kind: "error", message: event.message });
    fetched(
      id,
      (text) => tell({ kind: "waiting", text }),
      () => gone,
    ).then(
      (bundle) => bundle && worker.postMessage({ bundle }, [bundle]),
      (error: unknown) => tell({ kind: "error", message: Problem.of(error).detail }),
    );
    return () => {
      gone = true;
      worker.terminate();
    };
  }, [id, stage, wanted]);
  return bench;
}
