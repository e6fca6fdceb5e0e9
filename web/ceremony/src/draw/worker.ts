/** Checks and computes beside the page, so that the screen never stands still. */
import "../../../verify/src/page/compat.ts";
import { type Ask, type Told, work } from "./bench.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent<Ask>) => void;
  postMessage: (told: Told) => void;
};

scope.onmessage = (event) => {
  try {
    work(
      event.data,
      (told) => scope.postMessage(told),
      () => performance.now(),
    );
  } catch (fault) {
    const message = fault instanceof Error ? fault.message : String(fault);
    scope.postMessage({ kind: "error", message });
  }
};
