import { useEffect, useState } from "react";
import { useField } from "../local/Field";

/** What is being typed, kept on the phone with every stroke; `undefined` while it is looked up. */
export function useDraft<T>(name: string, initial: T) {
  const { db } = useField();
  const key = `draft:${name}`;
  const [draft, setDraft] = useState<T>();
  useEffect(() => {
    let there = true;
    void db.recall<T>(key).then((kept) => there && setDraft(kept ?? initial));
    return () => {
      there = false;
    };
    // The first content is taken once; what is typed afterwards is the draft's own.
  }, [db, key]);
  return {
    draft,
    change(next: T) {
      setDraft(next);
      void db.remember(key, next);
    },
    forget: () => db.remember(key, undefined),
  };
}
