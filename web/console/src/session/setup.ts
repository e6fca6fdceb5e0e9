import type { Schema } from "@api/client";

/** What was typed, by the name of the field. */
export type Typed = Record<string, string>;

/** The four administrators: key of their fields, and what they are. */
export const PEOPLE = [
  ["system", "系统管理员"],
  ["security", "安全管理员（提出授权）"],
  ["second", "安全管理员（批准授权）"],
  ["audit", "审计管理员"],
] as const;

/** What the platform is asked to make. */
export function setupOf(typed: Typed): Schema<"FirstStart"> {
  const of = (name: string) => (typed[name] ?? "").trim();
  const person = (key: string) => ({ login: of(`${key}.login`), name: of(`${key}.name`) });
  return {
    token: of("token"),
    setup: {
      regions: [],
      organ: {
        name: of("organ"),
        code: of("code"),
        kind: of("kind"),
        region: of("region"),
      },
      system_admin: person("system"),
      security_admins: [person("security"), person("second")],
      audit_admin: person("audit"),
    },
  };
}
