import type { Noun } from "../noun/noun";
import { BulkTagging } from "../subjects/BulkTagging";

export const tags: Noun = {
  slug: "tags",
  title: "标签",
  group: "两库",
  path: "/api/v1/tags",
  permission: "tag.read",
  name: (row) => String(row.name),
  columns: [
    { key: "name", sort: "name" },
    { key: "meaning" },
    { key: "organ", sort: "organ" },
    { key: "scope", sort: "scope" },
    { key: "valid_from", sort: "valid_from" },
    { key: "valid_to", sort: "valid_to" },
    { key: "usable", label: "今天能用" },
  ],
  filters: ["q", "region", "organ", "on"],
  create: { title: "建立标签" },
  view: true,
  actions: {
    change: { label: "变更含义或期限" },
    rename: { label: "改名" },
    attach: { label: "批量加标签", elsewhere: true },
    detach: { label: "批量取消标签", elsewhere: true },
  },
  sheets: [
    {
      id: "bulk",
      title: "批量加标签和取消",
      permission: "tag.write",
      content: (row) => <BulkTagging tag={row} />,
    },
  ],
};
