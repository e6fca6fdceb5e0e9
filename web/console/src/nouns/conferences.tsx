import type { Noun } from "../noun/noun";
import { Quarters } from "../meetings/Quarters";
import { Related } from "../noun/Related";

const part = { group: "基础和记录", hidden: true, permission: "membership.read" };

const members: Noun = {
  ...part,
  slug: "conference-members",
  title: "成员单位",
  path: "/api/v1/conference-members",
  rows: "/api/v1/conferences/{id}/members",
  name: (row) => String(row.organ_name),
  columns: [
    { key: "organ_name", label: "成员单位" },
    { key: "joined" },
    { key: "left_on", label: "退出前最后一天" },
  ],
  actions: { leave: { label: "退出", danger: true } },
};

const posts: Noun = {
  ...part,
  slug: "conference-posts",
  title: "任职",
  path: "/api/v1/conference-posts",
  rows: "/api/v1/conferences/{id}/posts",
  name: (row) => `${String(row.post_name)} ${String(row.person ?? "")}`,
  columns: [
    { key: "post_name", label: "职位" },
    { key: "person" },
    { key: "title" },
    { key: "organ_name", label: "单位" },
    { key: "from_day", label: "任职起" },
    { key: "to_day", label: "任职止" },
  ],
  actions: { leave: { label: "离任", danger: true }, succeed: { label: "接任" } },
};

export const conferences: Noun = {
  slug: "conferences",
  title: "联席会议",
  group: "统计和会议",
  path: "/api/v1/conferences",
  permission: "membership.read",
  name: (row) => String(row.name),
  columns: [
    { key: "name" },
    { key: "region" },
    { key: "lead" },
    { key: "office", label: "办公室" },
  ],
  create: { title: "建立联席会议" },
  view: true,
  head: (row) => (
    <p className="row no-print">
      <a className="button" href={`/api/v1/conferences/${row.id}/annex1.pdf`} download>
        打印附件1 成员名单（PDF）
      </a>
    </p>
  ),
  actions: { join: { elsewhere: true }, appoint: { elsewhere: true } },
  sheets: [
    {
      id: "quarters",
      title: "季度会议",
      permission: "meeting.read",
      content: (row) => <Quarters id={row.id} />,
    },
    {
      id: "members",
      title: "成员单位",
      content: (row) => (
        <Related
          noun={members}
          of={row.id}
          add={{
            title: "登记成员单位",
            template: "/api/v1/conferences/{id}/members",
            allowed: row.allowed_actions?.includes("join") ?? false,
          }}
        />
      ),
    },
    {
      id: "posts",
      title: "任职",
      content: (row) => (
        <Related
          noun={posts}
          of={row.id}
          empty="还没有登记任职"
          add={{
            title: "登记任职",
            template: "/api/v1/conferences/{id}/posts",
            allowed: row.allowed_actions?.includes("appoint") ?? false,
          }}
        />
      ),
    },
  ],
};
