import { useOrgans, useRegions } from "../noun/names";
import { useSession } from "../session/session";

/** Roles whose reading of the table reaches a whole division, as `policy.csv` has it. */
const WIDE = new Set(["JC", "DS", "HD"]);

/** Divisions that fill the table in: counties and what lies above them. */
const COUNTY_DIGITS = 6;

/** A division without the zeros that fill its code up: "620400" → "6204". */
const prefixOf = (code: string) => code.replace(/(?:00)+$/u, "");

export interface Unit {
  /** The part of the query: `organ=…` or `region=…`. */
  key: string;
  name: string;
}

/** The units whose table this person may see, the widest first. */
export function useUnits(): Unit[] {
  const session = useSession();
  const wide = session.grants.filter((grant) => WIDE.has(grant.role)).map((grant) => grant.region);
  const regions = useRegions(wide);
  const organs = useOrgans();
  const own = new Set([session.organ, ...session.grants.map((grant) => grant.organ)]);
  const below = (code: string) => wide.some((region) => code.startsWith(prefixOf(region)));
  const divisions = [...regions.values()]
    .filter((region) => region.code.length === COUNTY_DIGITS && below(region.code))
    .map((region) => ({ key: `region=${region.code}`, name: `${region.name}（各部门合计）` }));
  const departments = [...organs.values()]
    .filter((organ) => organ.may_inspect && (own.has(organ.id) || below(organ.region)))
    .map((organ) => ({ key: `organ=${organ.id}`, name: organ.name }));
  return [...divisions, ...departments];
}
