import { useOrgans } from "../../noun/names";

const CLASSES: Record<string, string> = {
  A: "信用风险低（A 类）",
  B: "信用风险一般（B 类）",
  C: "信用风险较高（C 类）",
  D: "信用风险高（D 类）",
  U: "未分类（U）",
};

type OrganName = (code: string) => string;

/** What a unit of a draw is, by its code: "T1-GAJ" is the part of one department, "T1.C" that of
 * one class, "T2" all of the second of two tasks that are drawn together. */
export function unitName(unit: string, organ: OrganName): string {
  const [, task = "1", code, risk] = /^T(\d+)(?:-([A-Z0-9]+))?(?:\.([A-DU]))?$/u.exec(unit) ?? [];
  if (!/^T\d/u.test(unit)) return unit;
  const parts = [
    task === "1" ? "" : `第 ${task} 个任务`,
    code ? organ(code.toLowerCase()) : "",
    risk ? (CLASSES[risk] ?? risk) : "",
  ].filter(Boolean);
  return parts.join("，") || "全部检查对象";
}

/** Who is matched together: "MU-ALL-gaj" is one department in the whole county. */
export function poolName(pool: string, organ: OrganName): string {
  const [, region, code] = /^MU-(.+)-([^-]+)$/u.exec(pool) ?? [];
  if (!region || !code) return pool;
  return `${organ(code)}，${region === "ALL" ? "不分片区" : `片区 ${region}`}`;
}

/** The name of a department by its code, as units and pools name it. */
export function useOrganByCode(): OrganName {
  const organs = [...useOrgans().values()];
  return (code) => organs.find((it) => it.code === code)?.name ?? code;
}
