import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { answer, client } from "@api/client";
import { TextField } from "@ui/fields";
import { Failed, Loading } from "@ui/states";
import { NounListPage } from "../noun/ListPage";
import type { Noun, Row } from "../noun/noun";
import { paths } from "../paths";

const open = (row: Row) => (
  <Link to={paths.show("inspectors", String(row.inspector))}>{String(row.name)}</Link>
);

/** The list of who may take part on a day, and the first reason of who may not. */
const ELIGIBILITY: Noun = {
  slug: "inspectors",
  title: "某天能否参加",
  group: "两库",
  path: "/api/v1/inspectors/eligibility",
  key: "inspector",
  permission: "inspector.read",
  name: (row) => String(row.name),
  columns: [
    { key: "name", show: open },
    { key: "code" },
    { key: "day" },
    { key: "eligible", show: (row) => (row.eligible ? "能参加" : "不能参加") },
    { key: "message", label: "不能参加的理由" },
  ],
  filters: ["day", "organ", "items", "region", "subject", "eligible"],
};

export function EligibilityPage() {
  return (
    <div className="stack">
      <nav aria-label="位置" className="muted">
        <Link to={paths.list("inspectors")}>执法检查人员</Link> › 某天能否参加
      </nav>
      <NounListPage noun={ELIGIBILITY} />
    </div>
  );
}

/** Whether one person may take part on a day, and why not. */
export function EligibilityOfOne({ id }: { id: string }) {
  const [day, setDay] = useState("");
  const params = { path: { id }, query: { day: day || null } };
  const found = useQuery({
    queryKey: ["/api/v1/inspectors", id, "eligibility", day],
    queryFn: () => answer(client.GET("/api/v1/inspectors/{id}/eligibility", { params })),
  });
  return (
    <div className="card stack">
      <div className="filters">
        <TextField
          label="哪一天"
          type="date"
          value={day || (found.data?.day ?? "")}
          change={setDay}
        />
      </div>
      {found.isPending && <Loading lines={1} />}
      {found.error && <Failed error={found.error} />}
      {found.data && (
        <p className={`notice ${found.data.eligible ? "good" : "bad"}`} role="status">
          {found.data.eligible
            ? "能参加随机匹配：在岗、执法证有效、没有请假。"
            : `不能参加：${found.data.message ?? ""}`}
        </p>
      )}
    </div>
  );
}
