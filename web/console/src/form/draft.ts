import { useState } from "react";
import { keep, kept } from "../noun/keep";
import { useSession } from "../session/session";

export type Draft = Record<string, unknown>;

/** Fields that the platform seals: they must not lie open on a computer of the office. */
const SEALED: Record<string, readonly string[]> = {
  Complainant: ["name", "contact", "note"],
  NewUnlicensed: ["person"],
};

/** What of a form may be kept on this computer; nothing when all of it is sealed. */
export function keepable(draft: Draft, schema: string | undefined): Draft | undefined {
  const sealed = SEALED[schema ?? ""] ?? [];
  const open = Object.entries(draft).filter(([name]) => !sealed.includes(name));
  return open.length > 0 ? Object.fromEntries(open) : undefined;
}

/** A form's content, kept on this computer while it is typed: a closed window loses nothing.
 * `schema` is the body that it fills. */
export function useDraft(key: string, initial: Draft, schema?: string) {
  const { account } = useSession();
  const [restored, setRestored] = useState(() => kept<Draft>(account, `draft:${key}`));
  const [draft, setDraft] = useState<Draft>(() => restored ?? initial);
  return {
    draft,
    change(next: Draft) {
      setDraft(next);
      keep(account, `draft:${key}`, keepable(next, schema));
    },
    /** Whether the form begins with what was typed earlier. */
    restored: restored !== undefined,
    /** Forgets the draft; the form begins anew with `next`. */
    forget(next: Draft = initial) {
      setRestored(undefined);
      setDraft(next);
      keep(account, `draft:${key}`, undefined);
    },
  };
}
