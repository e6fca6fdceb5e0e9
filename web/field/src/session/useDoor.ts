import { useCallback, useEffect, useState } from "react";
import { answer, client, setCsrf } from "@api/client";
import { Problem } from "@api/problem";
import type { Session } from "@session/session";
import { setClock } from "../local/clock";
import { forget, isIdle, isSpent, remember, remembered, renew, spend, touched } from "./who";

const LOOK_MS = 10_000;

/** Who stands at the door, what the platform says of him, and whether the page is locked. */
export function useDoor() {
  const [who, setWho] = useState(remembered);
  const [session, setSession] = useState<Session>();
  const [lapsed, setLapsed] = useState(false);
  const [asked, setAsked] = useState(false);
  const [locked, setLocked] = useState(() => remembered() !== undefined && isIdle());

  const signedIn = useCallback((view: Session) => {
    renew();
    setCsrf(view.csrf_token);
    setClock(view.now);
    setSession(view);
    setLapsed(false);
    setLocked(false);
    if (!view.pending) setWho(remember(view));
  }, []);

  const lapse = useCallback(() => {
    setSession(undefined);
    setLapsed(true);
  }, []);

  const ask = useCallback(async () => {
    try {
      const view = await answer(client.GET("/api/v1/session"));
      if (isSpent()) {
        setCsrf(view.csrf_token);
        await answer(client.DELETE("/api/v1/session"));
        return lapse();
      }
      const known = remembered();
      // A locked page stays locked, and another person's session opens nothing of this one's.
      if (known && known.account !== view.account && isIdle()) return lapse();
      setCsrf(view.csrf_token);
      setClock(view.now);
      setSession(view);
      setLapsed(false);
      if (!view.pending && !(known && isIdle())) setWho(remember(view));
    } catch (error) {
      if (Problem.of(error).status === 401) lapse();
    } finally {
      setAsked(true);
    }
  }, [lapse]);

  useEffect(() => {
    void ask();
    const back = () => void ask();
    addEventListener("online", back);
    return () => removeEventListener("online", back);
  }, [ask]);
  useIdle(setLocked);

  return {
    who,
    session,
    lapsed,
    asked,
    locked,
    setLocked(on: boolean) {
      // Locked by hand is as good as left alone: loading the page anew does not open it.
      touched(on ? 0 : undefined);
      setLocked(on);
    },
    signedIn,
    lapse,
    /** The code of this phone was wrong too often: only a sign-in helps. */
    spent() {
      spend();
      void ask();
      setSession(undefined);
      setLapsed(true);
      setLocked(false);
    },
    leave() {
      forget();
      setWho(undefined);
      setSession(undefined);
      setLapsed(true);
      setLocked(false);
    },
  };
}

export type Door = ReturnType<typeof useDoor>;

/** Locks after a while without a touch, also while the page was asleep. */
function useIdle(setLocked: (locked: boolean) => void) {
  useEffect(() => {
    const touch = () => {
      if (isIdle()) setLocked(remembered() !== undefined);
      else touched();
    };
    const look = () => {
      if (isIdle() && remembered()) setLocked(true);
    };
    const timer = setInterval(look, LOOK_MS);
    addEventListener("pointerdown", touch);
    addEventListener("keydown", touch);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      removeEventListener("pointerdown", touch);
      removeEventListener("keydown", touch);
      document.removeEventListener("visibilitychange", look);
    };
  }, [setLocked]);
}
