import { Link } from "react-router";
import { StateBadge } from "../noun/StateBadge";
import type { Noun, Row } from "../noun/noun";
import { Related } from "../noun/Related";

export const versionPath = (id: string) => `/item-lists/versions/${id}`;

const VERSIONS: Noun = {
  slug: "list-versions",
  title: "版本",
  group: "清单和计划",
  hidden: true,
  path: "/api/v1/item-lists/versions",
  rows: "/api/v1/item-lists/{id}/versions",
  permission: "item_list.read",
  name: (row) => `第 ${String(row.number)} 版`,
  columns: [
    {
      key: "number",
      label: "版本",
      show: (row) => <Link to={versionPath(row.id)}>第 {String(row.number)} 版</Link>,
    },
    {
      key: "state_name",
      show: (row) => (
        <>
          <StateBadge name={row.state_name} /> {Boolean(row.in_force) && "今天有效"}
        </>
      ),
    },
    { key: "item_count", label: "事项数", number: true },
    { key: "key_share", label: "重点占比" },
    { key: "reason" },
    { key: "published_on" },
    { key: "valid_from" },
    { key: "valid_to" },
    {
      key: "based_on",
      label: "比较",
      show: (row) =>
        row.based_on ? (
          <Link to={`${versionPath(row.id)}/diff/${String(row.based_on)}`}>与修订前比较</Link>
        ) : (
          "—"
        ),
    },
  ],
};

/** Every version of a list, the newest first. */
export function ListVersions({ list }: { list: Row }) {
  return <Related noun={{ ...VERSIONS, actions: {} }} of={list.id} empty="还没有版本" />;
}
