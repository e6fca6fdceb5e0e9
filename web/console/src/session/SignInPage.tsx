import { useQuery } from "@tanstack/react-query";
import { answer, client } from "@api/client";
import { ElderSwitch } from "@ui/ElderSwitch";
import { Loading } from "@ui/states";
import { SignInForm } from "@session/SignInForm";
import { FirstStart } from "./FirstStart";
import type { Session } from "./session";

interface Props {
  place: string;
  signedIn: (session: Session) => void;
}

/** The door of a surface; on a new platform the first accounts are made here. */
export function SignInPage({ place, signedIn }: Props) {
  const first = useQuery({
    queryKey: ["/api/v1/first-start"],
    queryFn: () => answer(client.GET("/api/v1/first-start")),
    retry: false,
    staleTime: Infinity,
  });
  const needed = first.data?.needed ?? false;
  return (
    <main className={needed ? "sign-in first-start" : "sign-in"}>
      <div className="card">
        <h1>阳光签 {needed ? "首次启动" : place}</h1>
        {first.isPending && <Loading lines={3} />}
        {needed && <FirstStart done={() => void first.refetch()} />}
        {!needed && !first.isPending && (
          <>
            <p className="muted">“双随机、一公开”监管平台。请用管理员分配的账号登录。</p>
            <SignInForm signedIn={signedIn} />
          </>
        )}
      </div>
      <p className="row no-print">
        <a href="/">公示首页</a>
        <a href="/field/">执法端</a>
        <ElderSwitch />
      </p>
    </main>
  );
}
