import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import { Pending } from "@session/Pending";
import type { Session } from "@session/session";
import { Loading } from "@ui/states";
import { hasCode } from "./code";
import { SetCode } from "./SetCode";
import { SignIn } from "./SignIn";
import { Unlock } from "./Unlock";
import { useDoor, type Door } from "./useDoor";
import type { Who } from "./who";

interface Inside extends Pick<Door, "session" | "lapsed" | "signedIn" | "lapse" | "leave"> {
  who: Who;
  lock: () => void;
}

const Context = createContext<Inside | undefined>(undefined);

/** Whose phone it is, and whether the platform knows him now. Only inside of `Gate`. */
export function useWho(): Inside {
  const inside = useContext(Context);
  if (!inside) throw new Error("useWho stands outside of Gate");
  return inside;
}

/** Lets in who is logged in, and without a network who was, by the code of this phone. */
export function Gate({ children }: { children: ReactNode }) {
  const door = useDoor();
  const [coded, setCoded] = useState(0);
  const { who, session, asked } = door;
  useEffect(() => {
    document.body.classList.toggle("locked", door.locked);
  }, [door.locked]);
  if (session?.pending) return <Pending session={session} renew={door.signedIn} />;
  if (!who || (!session && !hasCode(who.account))) {
    if (!asked) return <Loading />;
    return <SignIn signedIn={door.signedIn} offline={!door.lapsed} />;
  }
  if (!hasCode(who.account)) {
    return (
      <main className="door">
        <div className="card">
          <h1>{who.name}，请设解锁码</h1>
          <SetCode account={who.account} done={() => setCoded(coded + 1)} />
        </div>
      </main>
    );
  }
  const inside: Inside = { ...door, who, lock: () => door.setLocked(true) };
  return (
    <Context.Provider value={inside} key={who.account}>
      {door.locked && (
        <Unlock
          who={who}
          unlocked={() => door.setLocked(false)}
          signedIn={door.signedIn}
          spent={door.spent}
        />
      )}
      <div hidden={door.locked}>{children}</div>
    </Context.Provider>
  );
}

export type { Session };
