/** A first password: shown once, to be handed over in person. */
export function GivenPassword({ login, password }: { login: string; password: string }) {
  return (
    <div className="notice warn">
      <p>
        登录名 <code>{login}</code>，初始口令 <code>{password}</code>
      </p>
      <p>初始口令只显示这一次，72 小时内有效；请当面交给本人，首次登录时须改掉。</p>
    </div>
  );
}
