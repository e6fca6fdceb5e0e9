import { useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, client } from "@api/client";
import { useToast } from "@ui/toast";
import { moment } from "@ui/time";
import { OrganName, RegionName } from "../noun/names";
import { PasswordForm } from "../session/PasswordForm";
import { SESSION_KEY, useSession } from "../session/session";

/** The person's own account: grants, password, open sessions. */
export function Account() {
    const session = useSession();
    const cache = useQueryClient();
    const say = useToast();
    return (
        <div className="stack">
            <h1>
                {session.name}（{session.login}）
            </h1>
            <section className="card">
                <h2>现在有效的授权</h2>
                <ul>
                    {session.grants.map((grant) => (
                        <li key={`${grant.role}${grant.organ}${grant.region}`}>
                            {grant.role_name}：<OrganName id={grant.organ} />，
                            <RegionName code={grant.region} />
                        </li>
                    ))}
                </ul>
            </section>
            <section className="card">
                <h2>修改口令</h2>
                <PasswordForm
                    done={(view) => {
                        cache.setQueryData(SESSION_KEY, view);
                        say("口令已修改，其他地方的登录已结束。");
                    }}
                />
            </section>
            <OpenSessions />
        </div>
    );
}

function OpenSessions() {
    const found = useQuery({
        queryKey: ["sessions"],
        queryFn: () => answer(client.GET("/api/v1/sessions")),
    });
    return (
        <section className="card">
            <h2>登录过的地方</h2>
            <ul>
                {found.data?.map((row) => (
                    <li key={row.id}>
                        {row.client}　{row.agent}　{moment(row.opened)}
                    </li>
                ))}
            </ul>
        </section>
    );
}
