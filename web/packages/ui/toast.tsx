import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from "react";

interface Toast {
    id: number;
    text: string;
    tone: "good" | "bad" | "warn";
}

type Say = (text: string, tone?: Toast["tone"]) => void;

const Context = createContext<Say>(() => undefined);

/** Says in a few words what was done; read out by screen readers, gone after a while. */
export const useToast = (): Say => useContext(Context);

const SHOWN_MS = 6000;

/** Holds the messages of the page below it. */
export function Toasts({ children }: { children: ReactNode }) {
    const [toasts, setToasts] = useState<Toast[]>([]);
    const say = useCallback<Say>((text, tone = "good") => {
        const id = Date.now() + Math.random();
        setToasts((before) => [...before, { id, text, tone }]);
        setTimeout(() => setToasts((before) => before.filter((it) => it.id !== id)), SHOWN_MS);
    }, []);
    const shown = useMemo(
        () =>
            toasts.map((toast) => (
                <div key={toast.id} className={`notice ${toast.tone}`}>
                    {toast.text}
                </div>
            )),
        [toasts],
    );
    return (
        <Context.Provider value={say}>
            {children}
            <div className="toasts" role="status" aria-live="polite">
                {shown}
            </div>
        </Context.Provider>
    );
}
