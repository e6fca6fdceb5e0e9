import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { answer, client, type Schema } from "@api/client";
import { moment } from "@ui/time";
import { Empty, Failed, Loading } from "@ui/states";
import { PlainPage } from "./PlainPage";
import { paths } from "./paths";
import { OwnPart } from "./stage/OwnPart";

type Draw = Schema<"DrawView">;

const NEWEST = 100;

/** Not over, and not dispatched to the end. */
export function inProgress(draw: Draw): boolean {
  const over = ["withdrawn", "voided", "annulled"].includes(draw.state);
  const done = draw.state === "matched" && draw.released >= draw.batches;
  return !over && !done;
}

function Row({ draw }: { draw: Draw }) {
  const live = useLiveOnce(draw.id);
  return (
    <li className="card stack">
      <div className="row">
        <h2>{live?.title ?? "……"}</h2>
        <span className="badge">{draw.state_name}</span>
      </div>
      <p className="muted">
        抽取编号 {draw.draw_id} · {draw.publication === "sealed" ? "封存" : "即时公开"} · 揭示截止{" "}
        {moment(draw.reveal_by)}
      </p>
      <div className="row">
        <Link className="button primary" to={paths.stage(draw.id)}>
          打开大屏
        </Link>
        {live && <OwnPart live={live} />}
      </div>
    </li>
  );
}

function useLiveOnce(id: string) {
  const { data } = useQuery({
    queryKey: ["live-once", id],
    queryFn: () => answer(client.GET("/api/v1/draws/{id}/live", { params: { path: { id } } })),
    staleTime: 60_000,
  });
  return data;
}

/** Which attempt: those that are under way, the newest first. */
export function Choose() {
  const query = { page_size: NEWEST, sort: "-plan_no" };
  const draws = useQuery({
    queryKey: ["draws", "in progress"],
    queryFn: () => answer(client.GET("/api/v1/draws", { params: { query } })),
  });
  const found = draws.data?.items.filter(inProgress);
  return (
    <PlainPage title="抽取现场">
      {draws.isPending && <Loading />}
      {draws.error && <Failed error={draws.error} retry={() => void draws.refetch()} />}
      {found?.length === 0 && (
        <Empty title="现在没有进行中的抽取">
          在<a href="/office/tasks">办公端</a>
          打开一个待抽取的任务，准备抽取之后这里就会出现。
        </Empty>
      )}
      <ul className="plain stack">
        {found?.map((draw) => (
          <Row key={draw.id} draw={draw} />
        ))}
      </ul>
      <p className="no-print">
        <Link to={paths.key}>托管方：生成托管钥匙</Link>
      </p>
    </PlainPage>
  );
}
