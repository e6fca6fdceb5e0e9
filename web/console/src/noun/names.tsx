import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { answer, client, request, type Schema } from "@api/client";
import { paths } from "../paths";
import { useMay } from "../session/session";

const HOUR_MS = 3_600_000;
const ALL = 200;

/** Every department, by id. There are tens of them. */
export function useOrgans(): Map<string, Schema<"OrganView">> {
    const { data } = useQuery({
        queryKey: ["organs", "all"],
        queryFn: () =>
            answer(client.GET("/api/v1/organs", { params: { query: { page_size: ALL } } })),
        staleTime: HOUR_MS,
    });
    return new Map(data?.items.map((organ) => [organ.id, organ]));
}

/** Every region, by code. */
export function useRegions(): Map<string, Schema<"RegionView">> {
    const { data } = useQuery({
        queryKey: ["regions"],
        queryFn: () => answer(client.GET("/api/v1/regions")),
        staleTime: HOUR_MS,
    });
    return new Map(data?.map((region) => [region.code, region]));
}

/** Where a field's id points to: how the record is found, named and linked. */
interface Target {
    slug?: string;
    path: string;
    permission: string;
    name: (record: Record<string, unknown>) => unknown;
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
        name: (it) => it.name,
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
    inspection: {
        slug: "inspections",
        path: "/api/v1/inspections",
        permission: "inspection.read",
        name: (it) => it.number,
    },
    account: {
        slug: "accounts",
        path: "/api/v1/accounts",
        permission: "account.read",
        name: (it) => it.name,
    },
};

/** Fields that hold the id of a record, by their name. */
const FIELD_TARGETS: Record<string, string> = {
    joint_task: "task",
    case_file: "case",
    commission: "institution",
    by: "account",
    officer: "account",
    handler: "account",
};

export function targetOf(field: string): Target | undefined {
    return TARGETS[field] ?? TARGETS[FIELD_TARGETS[field] ?? ""];
}

/** A record named by its id: its name, linked when the person may open it. */
export function RecordName({ target, id }: { target: Target; id: string }) {
    const may = useMay()(target.permission);
    const { data } = useQuery({
        queryKey: [target.path, id],
        queryFn: () => request<Record<string, unknown>>("get", `${target.path}/${id}`),
        enabled: may,
        staleTime: HOUR_MS,
    });
    const name = data ? String(target.name(data) ?? id) : "……";
    if (!may) return <>（无权查看）</>;
    return target.slug ? <Link to={paths.show(target.slug, id)}>{name}</Link> : <>{name}</>;
}

export function OrganName({ id }: { id: string }) {
    return <>{useOrgans().get(id)?.name ?? id}</>;
}

export function RegionName({ code }: { code: string }) {
    return <>{useRegions().get(code)?.name ?? code}</>;
}
