import { useSession } from "../session/session";

/** What this person has to do today. */
export function Workbench() {
    const session = useSession();
    return (
        <div className="stack">
            <h1>{session.name}，您好</h1>
        </div>
    );
}
