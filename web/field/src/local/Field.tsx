import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useSyncExternalStore,
  type ReactNode,
} from "react";
import { HttpSender } from "../queue/http";
import { Queue, type Status } from "../queue/queue";
import { useWho } from "../session/Gate";
import { FieldDb } from "./db";
import { persist } from "./storage";

interface Field {
  db: FieldDb;
  queue: Queue;
  status: Status;
  /** Sends what waits; one page of this phone at a time. */
  sync: (hurry?: boolean) => Promise<void>;
}

const Context = createContext<Field | undefined>(undefined);

/** What this account has on this phone. Only inside of `FieldProvider`. */
export function useField(): Field {
  const field = useContext(Context);
  if (!field) throw new Error("useField stands outside of FieldProvider");
  return field;
}

const SOONEST_MS = 1000;
const LOCK = "sunlot-field-sync";

/** Opens the phone's database of the account and keeps sending what waits in it. */
export function FieldProvider({ children }: { children: ReactNode }) {
  const { who, lapse, lapsed } = useWho();
  const [db, queue] = useMemo(() => {
    const db = new FieldDb(who.account);
    const file = async (sha256: string) => (await db.files.get(sha256))?.blob;
    return [db, new Queue(db, new HttpSender(who.account, file))] as const;
  }, [who.account]);
  const watch = useCallback((changed: () => void) => queue.watch(changed), [queue]);
  const status = useSyncExternalStore(watch, () => queue.status);
  const sync = useCallback(
    async (hurry = false) => {
      await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
        if (!lock) return;
        await (hurry ? queue.hurry() : queue.drain());
        // Once for each try: a pause of earlier says nothing of who has logged in since.
        if (queue.status.pause === "sign-in") lapse();
      });
    },
    [queue, lapse],
  );

  useEffect(() => void persist(), []);

  useEffect(() => {
    if (!lapsed) void sync(true);
    const back = () => void sync(true);
    const seen = () => {
      if (document.visibilityState === "visible") void sync();
    };
    addEventListener("online", back);
    document.addEventListener("visibilitychange", seen);
    return () => {
      removeEventListener("online", back);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [sync, lapsed]);

  useEffect(() => {
    if (status.again === undefined || status.busy) return;
    const wait = Math.max(SOONEST_MS, status.again - Date.now());
    const timer = setTimeout(() => void sync(), wait);
    return () => clearTimeout(timer);
  }, [status, sync]);

  const field = useMemo(() => ({ db, queue, status, sync }), [db, queue, status, sync]);
  return <Context.Provider value={field}>{children}</Context.Provider>;
}
