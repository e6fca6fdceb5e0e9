import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, type ReactNode } from "react";
import { answer, client, setCsrf, type Schema } from "@api/client";
import { Problem } from "@api/problem";
import { Failed, Loading } from "@ui/states";
import { Pending } from "./Pending";
import { SignInPage } from "./SignInPage";
import { Reask } from "./Reask";

export type Session = Schema<"SessionView">;

const Context = createContext<Session | undefined>(undefined);

/** Who is logged in. Only below `SessionGate`. */
export function useSession(): Session {
    const session = useContext(Context);
    if (!session) throw new Error("useSession stands outside of SessionGate");
    return session;
}

/** Whether the person has a permission at all; the record at hand may still be out of reach. */
export function useMay(): (permission: string) => boolean {
    const { permissions } = useSession();
    return (permission) => permissions.includes(permission);
}

export const SESSION_KEY = ["session"];

/** Shows the pages to who is logged in, and the way in to everybody else. */
export function SessionGate({ children }: { children: ReactNode }) {
    const cache = useQueryClient();
    const session = useQuery({
        queryKey: SESSION_KEY,
        queryFn: () => answer(client.GET("/api/v1/session")),
        retry: false,
        staleTime: 60_000,
    });
    const token = session.data?.csrf_token;
    useEffect(() => setCsrf(token ?? ""), [token]);
    const renew = (view: Session) => {
        setCsrf(view.csrf_token);
        cache.setQueryData(SESSION_KEY, view);
    };
    if (session.isPending) {
        return (
            <Door>
                <Loading />
            </Door>
        );
    }
    if (session.error) {
        const problem = Problem.of(session.error);
        if (problem.status === 401) return <SignInPage signedIn={renew} />;
        return (
            <Door>
                <Failed error={problem} retry={() => void session.refetch()} />
            </Door>
        );
    }
    if (session.data.pending) return <Pending session={session.data} renew={renew} />;
    setCsrf(session.data.csrf_token);
    return (
        <Context.Provider value={session.data}>
            {children}
            <Reask session={session.data} renew={renew} />
        </Context.Provider>
    );
}

/** The page before anybody is known. */
function Door({ children }: { children: ReactNode }) {
    return (
        <main className="sign-in">
            <h1>阳光签 办公端</h1>
            {children}
        </main>
    );
}
