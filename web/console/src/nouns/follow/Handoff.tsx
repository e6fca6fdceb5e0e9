import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { request, type Page } from "@api/client";
import { Empty, Failed, Loading } from "@ui/states";
import { ActButton } from "../../noun/ActButton";
import { OrganName } from "../../noun/names";
import { allows, posting, type Noun, type Row } from "../../noun/noun";
import { StateBadge } from "../../noun/StateBadge";
import { paths } from "../../paths";

const HAND_OFF = posting("handoff", "/api/v1/restrictions/{id}/handoffs", {
  label: "移交其他部门联合惩戒",
});
const ALL = 200;

const restriction: Noun = {
  slug: "restrictions",
  title: "列入名单和限制",
  group: "",
  path: "/api/v1/restrictions",
  permission: "restriction.read",
  name: (row) => `${String(row.subject_name)}：${String(row.kind_name)}`,
  columns: [],
};

/** To which departments a listing was handed, and what they did. */
export function Handoff({ row }: { row: Row }) {
  const found = useQuery({
    queryKey: ["/api/v1/handoffs", "of", row.subject],
    queryFn: () =>
      request<Page<Row>>("get", "/api/v1/handoffs", {
        query: { subject: row.subject, page_size: ALL },
      }),
  });
  if (found.isPending) return <Loading lines={2} />;
  if (found.error) return <Failed error={found.error} />;
  const rows = found.data.items.filter((it) => it.restriction === row.id);
  return (
    <div className="stack">
      {allows(row, "handoff") && HAND_OFF && (
        <div>
          <ActButton noun={restriction} row={row} bound={HAND_OFF} />
        </div>
      )}
      {rows.length === 0 && <Empty title="没有移交其他部门" />}
      <ul className="plain-list">
        {rows.map((it) => (
          <li key={it.id} className="card row">
            <Link to={paths.show("handoffs", it.id)}>
              <OrganName id={String(it.recipient)} />
            </Link>
            <StateBadge name={it.state_name} />
            {typeof it.applied === "string" && <span>{it.applied}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
