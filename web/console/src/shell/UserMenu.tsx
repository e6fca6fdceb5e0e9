import { useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { answer, client } from "@api/client";
import { paths } from "../paths";
import { useSession } from "../session/session";

/** Who is logged in, and the way out. */
export function UserMenu() {
    const session = useSession();
    const cache = useQueryClient();
    async function leave() {
        await answer(client.DELETE("/api/v1/session"));
        cache.clear();
        location.assign("/office/");
    }
    return (
        <>
            <Link className="button plain small" to={paths.account}>
                {session.name}
            </Link>
            <button type="button" className="button small" onClick={() => void leave()}>
                退出
            </button>
        </>
    );
}
