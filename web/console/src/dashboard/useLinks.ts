import type { Schema } from "@api/client";
import { NOUNS } from "../nouns";
import { useSession } from "../session/session";
import { addressOfLink } from "./links";

/** Where figures lead, for this person. */
export function useLinks(): (link: Schema<"DashboardLink">) => string | undefined {
  const session = useSession();
  const preset = (slug: string) =>
    NOUNS.find((noun) => noun.slug === slug)?.preset?.(session) ?? {};
  return (link) => addressOfLink(link, preset);
}
