import type { Schema } from "@api/client";
import { NOUNS } from "../nouns";
import { paths } from "../paths";

/** Figures whose rows are on a page of their own, not in the list of a noun. */
const PAGES: Record<string, string> = { "reports/due": paths.reportsDue, quarters: paths.quarters };

/** The address of the list that a figure opens; none when the console has no such list. Conditions
 * that the list would add by itself are put out, so that it shows these rows and no others. */
export function addressOfLink(
  link: Schema<"DashboardLink">,
  preset: (slug: string) => Record<string, string>,
): string | undefined {
  const page = PAGES[link.noun];
  if (page) return `${page}?${new URLSearchParams(link.query).toString()}`;
  if (!NOUNS.some((noun) => noun.slug === link.noun)) return undefined;
  const own = Object.keys(preset(link.noun)).map((name) => [name, ""] as const);
  const query = new URLSearchParams({ ...Object.fromEntries(own), ...link.query });
  return `${paths.list(link.noun)}?${query.toString()}`;
}
