import { useNavigate, useSearchParams } from "react-router";
import { newKey } from "@api/client";
import { Problem } from "@api/problem";
import { useToast } from "@ui/toast";
import { platformNow } from "../local/clock";
import { useField } from "../local/Field";
import { paths } from "../paths";
import type { Body, Kind, Op } from "../queue/op";
import { project } from "../queue/project";
import { seen } from "../queue/seen";
import type { Visiting } from "./useVisit";

export interface Step {
  kind: Kind;
  body: Body;
  says: string;
  /** The bytes of evidence. */
  file?: Blob;
}

/** The refused operation that a page was opened to correct, by `?op=`. */
export function useCorrected({ ops }: Visiting): Op | undefined {
  const [params] = useSearchParams();
  return ops.find((op) => String(op.seq) === params.get("op"));
}

/**
 * Takes steps of a visit: each is on the phone's disk before anything says so, and is sent when
 * the network allows. Several steps of one press keep their order.
 */
export function useStep(visiting: Visiting) {
  const { db, queue, sync } = useField();
  const say = useToast();
  const go = useNavigate();
  const corrected = useCorrected(visiting);

  async function take(steps: Step[]): Promise<void> {
    let { view } = visiting;
    for (const [place, { kind, body, says, file }] of steps.entries()) {
      if (corrected && place === 0 && corrected.kind === kind) {
        await queue.correct(corrected.seq, body, says);
        continue;
      }
      const at = platformNow();
      const op = await db.add(
        { visit: view.id, kind, key: newKey(), body, seen: seen(kind, view, body), at, says },
        file,
      );
      view = project(view, [op]);
    }
    void sync(true);
  }

  return {
    corrected,
    take,
    /** Takes the steps and goes back to the visit. */
    async finish(steps: Step[]): Promise<void> {
      try {
        await take(steps);
        say("已记在本机。平台确认以后，办理记录里会显示日志序号。");
        await go(paths.visit(visiting.view.id));
      } catch (error) {
        say(Problem.of(error).detail, "bad");
      }
    },
  };
}
