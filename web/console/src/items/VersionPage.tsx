import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { request } from "@api/client";
import { Failed, Loading } from "@ui/states";
import { ActionBar } from "../noun/ActionBar";
import type { Noun, Row } from "../noun/noun";
import { StateBadge } from "../noun/StateBadge";
import { Facts } from "../noun/value";
import { paths } from "../paths";
import { versionPath } from "./ListVersions";
import { ConsentBoard } from "./ConsentBoard";
import { VersionItems } from "./VersionItems";

const VERSION: Noun = {
  slug: "list-versions",
  title: "版本",
  group: "清单和计划",
  path: "/api/v1/item-lists/versions",
  permission: "item_list.read",
  name: (row) => `第 ${String(row.number)} 版`,
  columns: [],
  actions: {
    add_item: { elsewhere: true },
    submit: { label: "提交审批或会签" },
    approve: { label: "批准" },
    consent: { label: "会签" },
    publish: {
      label: "公布",
      note: "公布后不能再改；要改就编制新的一版。清单须先在政府网站公布，这里填那个网址。",
    },
    return: { label: "退回", danger: true },
    recall: { label: "收回", danger: true },
    abandon: { label: "放弃这一版", danger: true },
  },
};

const FACTS = [
  "reason",
  "drafted_on",
  "published_on",
  "url",
  "valid_from",
  "valid_to",
  "item_count",
  "key_share",
  "to_proofread",
  "log_index",
];

/** One version of a list: where it stands, who consents, its items. */
export function VersionPage() {
  const { id = "" } = useParams();
  const cache = useQueryClient();
  const path = `/api/v1/item-lists/versions/${id}`;
  const found = useQuery({ queryKey: [path], queryFn: () => request<Row>("get", path) });
  const list = String(found.data?.list ?? "");
  const of = useQuery({
    queryKey: ["/api/v1/item-lists", list],
    queryFn: () => request<Row>("get", `/api/v1/item-lists/${list}`),
    enabled: list !== "",
  });
  if (found.isPending) return <Loading />;
  if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
  const version = found.data;
  const may = (action: string) => version.allowed_actions?.includes(action) ?? false;
  return (
    <div className="stack">
      <nav aria-label="位置" className="muted no-print">
        <Link to={paths.list("item-lists")}>抽查事项清单</Link> ›{" "}
        <Link to={`${paths.show("item-lists", list)}?sheet=versions`}>
          {String(of.data?.title ?? "清单")}
        </Link>{" "}
        › {VERSION.name(version)}
      </nav>
      <div className="page-head">
        <h1>
          {String(of.data?.organ_name ?? "")}
          {String(of.data?.title ?? "清单")}，{VERSION.name(version)}{" "}
          <StateBadge name={version.state_name} />
        </h1>
        <div className="row">
          <ActionBar noun={VERSION} row={version} done={() => void cache.invalidateQueries()} />
        </div>
      </div>
      <div className="row no-print">
        {may("add_item") && (
          <Link className="button" to={`${versionPath(id)}/import`}>
            从文件导入事项
          </Link>
        )}
        {version.based_on !== null && (
          <Link className="button" to={`${versionPath(id)}/diff/${String(version.based_on)}`}>
            与修订前比较
          </Link>
        )}
        <a className="button" href={`${path}/items.xlsx`} download>
          下载 Excel
        </a>
        <a className="button" href={`${path}/items.csv`} download>
          下载 CSV
        </a>
      </div>
      <div className="card">
        <Facts value={version} schema="VersionView" only={FACTS} />
      </div>
      <ConsentBoard version={version} />
      <VersionItems version={version} mayAdd={may("add_item")} />
    </div>
  );
}
