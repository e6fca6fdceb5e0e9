import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { answer, client, request, type Schema } from "@api/client";
import { paths } from "../paths";
import { useMay, useSession } from "../session/session";
import { above } from "./regions";

const HOUR_MS = 3_600_000;
const ALL = 200;

/** Every department, by id. There are tens of them. */
export function useOrgans(): Map<string, Schema<"OrganView">> {
  const { data } = useQuery({
    queryKey: ["organs", "all"],
    queryFn: () => answer(client.GET("/api/v1/organs", { params: { query: { page_size: ALL } } })),
    staleTime: HOUR_MS,
  });
  return new Map(data?.items.map((organ) => [organ.id, organ]));
}

type Regions = Map<string, Schema<"RegionView">>;

/** The regions around this person: those above the own ones, these, and what lies directly below
 * them and below `more`; by code, in the order of the tree. */
export function useRegions(more: string[] = []): Regions {
  const { grants } = useSession();
  const own = grants.flatMap((grant) => [...above(grant.region), grant.region]);
  const parents = [...new Set(["", ...own, ...more])];
  const found = useQueries({
    queries: parents.map((parent) => ({
      queryKey: ["regions", parent],
      queryFn: () =>
        answer(
          client.GET("/api/v1/regions", {
            params: { query: { parent: parent || null } },
          }),
        ),
      staleTime: HOUR_MS,
    })),
  });
  const all = found.flatMap((list) => list.data ?? []);
  all.sort((a, b) => (a.code < b.code ? -1 : 1));
  return new Map(all.map((region) => [region.code, region]));
}

/** Regions to choose from, each below the one that contains it. */
export function useRegionChoices(chosen: string): [string, string][] {
  const regions = [...useRegions(chosen ? [...above(chosen), chosen] : []).values()];
  const known = new Set(regions.map((region) => region.code));
  const depth = (code: string) => above(code).filter((parent) => known.has(parent)).length;
  return regions.map(({ code, name }) => [code, `${"\u3000".repeat(depth(code))}${name}`]);
}

/** Names of the items in force, by code. There are a few hundred of them. */
export function useItemNames(): Map<string, string> {
  const { data } = useQuery({
    queryKey: ["/api/v1/items", "names"],
    queryFn: () => answer(client.GET("/api/v1/items", { params: { query: { page_size: ALL } } })),
    staleTime: HOUR_MS,
  });
  return new Map(data?.items.map((item) => [item.code, item.terms.name]));
}

/** An item by its code, with its name while it is in force. */
export function ItemName({ code }: { code: string }) {
  const name = useItemNames().get(code);
  return <>{name ? `${name}（${code}）` : code}</>;
}

/** Where a field's id points to: how the record is found, named and linked. */
interface Target {
  slug?: string;
  path: string;
  permission: string;
  name: (record: Record<string, unknown>) => unknown;
  /** Where its name is found by those who may not read the record itself. */
  instead?: Target;
}

const TARGETS: Record<string, Target> = {
  subject: {
    slug: "subjects",
    path: "/api/v1/subjects",
    permission: "subject.read",
    name: (it) => it.name,
  },
  inspector: {
    slug: "inspectors",
    path: "/api/v1/inspectors",
    permission: "inspector.read",
    name: (it) => (it.details as { name?: string } | undefined)?.name ?? it.organ_name,
  },
  plan: { slug: "plans", path: "/api/v1/plans", permission: "plan.read", name: (it) => it.name },
  task: {
    slug: "tasks",
    path: "/api/v1/tasks",
    permission: "task.read",
    name: (it) => (it.form as { name?: string } | undefined)?.name ?? it.number,
  },
  draw: {
    slug: "draws",
    path: "/api/v1/draws",
    permission: "draw.read",
    name: (it) => it.draw_id,
  },
  case: {
    slug: "cases",
    path: "/api/v1/cases",
    permission: "case.read",
    name: (it) => `${String(it.number)} ${String(it.matter)}`,
  },
  referral: {
    slug: "referrals",
    path: "/api/v1/referrals",
    permission: "referral.read",
    name: (it) => `${String(it.kind_name)}：${String(it.document)}`,
  },
  rectification: {
    slug: "rectifications",
    path: "/api/v1/rectifications",
    permission: "follow_up.read",
    name: (it) => it.document,
  },
  penalty: {
    slug: "penalties",
    path: "/api/v1/penalties",
    permission: "follow_up.read",
    name: (it) => `${String(it.number)} ${String(it.matter)}`,
  },
  restriction: {
    slug: "restrictions",
    path: "/api/v1/restrictions",
    permission: "restriction.read",
    name: (it) => `${String(it.kind_name)}：${String(it.subject_name)}`,
  },
  part: {
    slug: "inspection-parts",
    path: "/api/v1/inspection-parts",
    permission: "result.read",
    name: (it) => `${String(it.subject_name)}（${String(it.state_name)}）`,
  },
  result: {
    slug: "results",
    path: "/api/v1/public/results",
    permission: "result.read",
    name: (it) =>
      `${String(it.subject_name)}，${String(it.item_name)}：${String(it.code_name ?? "已撤回")}`,
  },
  change: {
    slug: "result-changes",
    path: "/api/v1/result-changes",
    permission: "result.change_read",
    name: (it) => `第 ${String(it.edition)} 版`,
  },
  inspection: {
    slug: "inspections",
    path: "/api/v1/inspections",
    permission: "inspection.read",
    name: (it) => it.number,
  },
  meeting: {
    slug: "meetings",
    path: "/api/v1/meetings",
    permission: "meeting.read",
    name: (it) => `${String(it.quarter_name)}联席会议`,
  },
  tag: { slug: "tags", path: "/api/v1/tags", permission: "tag.read", name: (it) => it.name },
  account: {
    slug: "accounts",
    path: "/api/v1/accounts",
    permission: "account.read",
    name: (it) => it.name,
    instead: { path: "/api/v1/people", permission: "person.read", name: (it) => it.name },
  },
};

/** Fields that hold the id of a record, by their name. */
const FIELD_TARGETS: Record<string, string> = {
  joint_task: "task",
  case_file: "case",
  opened_case: "case",
  merged_into: "case",
  into: "case",
  recheck: "inspection",
  registered_as: "subject",
  commission: "institution",
  by: "account",
  officer: "account",
  handler: "account",
  proposed_by: "account",
  approved_by: "account",
  decided_by: "account",
  revocation_by: "account",
  revoked_by: "account",
  responsible: "subject",
  first: "task",
  second: "task",
};

export function targetOf(field: string): Target | undefined {
  return TARGETS[field] ?? TARGETS[FIELD_TARGETS[field] ?? ""];
}

/** A record named by its id: its name, linked when the person may open it; `told` is its name
 * where the server says it. */
export function RecordName({ target, id, told }: { target: Target; id: string; told?: string }) {
  const may = useMay();
  const of = [target, target.instead].find((it) => it && may(it.permission));
  const { data, error } = useQuery({
    queryKey: [of?.path, id],
    queryFn: () => request<Record<string, unknown>>("get", `${of?.path}/${id}`),
    enabled: of !== undefined,
    staleTime: HOUR_MS,
  });
  if (!of) return <>{told ?? "（无权查看）"}</>;
  if (error) return <>{told ?? "（不在您的查看范围内）"}</>;
  const name = data ? String(of.name(data) ?? id) : (told ?? "……");
  return of.slug ? <Link to={paths.show(of.slug, id)}>{name}</Link> : <>{name}</>;
}

export function OrganName({ id }: { id: string }) {
  return <>{useOrgans().get(id)?.name ?? id}</>;
}

export function RegionName({ code }: { code: string }) {
  return <>{useRegions(above(code).slice(0, 1)).get(code)?.name ?? code}</>;
}
