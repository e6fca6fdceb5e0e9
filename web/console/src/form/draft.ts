import { useEffect, useState } from "react";
import { keep, kept } from "../noun/keep";
import { useSession } from "../session/session";

export type Draft = Record<string, unknown>;

const SAVE_AFTER_MS = 400;

/** A form's content, kept on this computer while it is typed: a closed window loses nothing. */
export function useDraft(key: string, initial: Draft) {
  const { account } = useSession();
  const [restored, setRestored] = useState(() => kept<Draft>(account, `draft:${key}`));
  const [draft, setDraft] = useState<Draft>(() => restored ?? initial);
  const [touched, setTouched] = useState(false);
  useEffect(() => {
    if (!touched) return;
    const timer = setTimeout(() => keep(account, `draft:${key}`, draft), SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [account, draft, key, touched]);
  return {
    draft,
    change(next: Draft) {
      setTouched(true);
      setDraft(next);
    },
    /** Whether the form begins with what was typed earlier. */
    restored: restored !== undefined,
    /** Forgets the draft; the form begins anew with `next`. */
    forget(next: Draft = initial) {
      setTouched(false);
      setRestored(undefined);
      setDraft(next);
      keep(account, `draft:${key}`, undefined);
    },
  };
}
