import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Link } from "react-router";
import { answer, client } from "@api/client";
import { TextField } from "@ui/fields";
import { Empty, Failed, Loading } from "@ui/states";
import { paths } from "../paths";

/** Which items hang on a law: asked before it ends, and before a change is registered. */
export function LawTrace() {
  const [typed, setTyped] = useState({ law: "", article: "" });
  const [asked, setAsked] = useState({ law: "", article: "" });
  const query = { law: asked.law, article: asked.article || null };
  const found = useQuery({
    queryKey: ["/api/v1/law-trace", asked],
    queryFn: () => answer(client.GET("/api/v1/law-trace", { params: { query } })),
    enabled: asked.law !== "",
  });
  const look = (event: FormEvent) => {
    event.preventDefault();
    setAsked(typed);
  };
  return (
    <div className="stack">
      <nav aria-label="位置" className="muted">
        <Link to={paths.list("item-lists")}>抽查事项清单</Link> › 查一条依据
      </nav>
      <h1>查一条依据</h1>
      <form className="card filters" role="search" onSubmit={look}>
        <TextField
          label="法律、法规、规章名称"
          help="不加书名号"
          value={typed.law}
          change={(law) => setTyped({ ...typed, law })}
          required
        />
        <TextField
          label="条款"
          help="例如“第三十六条”；不填为整部"
          value={typed.article}
          change={(article) => setTyped({ ...typed, article })}
        />
        <button type="submit" className="button primary">
          查找
        </button>
      </form>
      {found.isLoading && <Loading lines={2} />}
      {found.error && <Failed error={found.error} />}
      {found.data?.length === 0 && <Empty title="没有事项以它为依据" />}
      {found.data && found.data.length > 0 && (
        <ul className="card plain-list" role="status">
          {found.data.map((it) => (
            <li key={it.id}>
              <Link to={paths.show("items", it.id)}>{it.name}</Link>（{it.code}），
              {it.list_title}，{it.state_name}：{it.basis}
              {it.stopped && <span className="badge bad">{it.reason ?? "失效之后停止安排"}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
