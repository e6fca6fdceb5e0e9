import { useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "@api/client";
import { useSession } from "../session/session";
import { keep, kept } from "./keep";

/** Filters and order under a name. */
export interface SavedView {
  name: string;
  query: string;
}

/** How a person wants to see a list. */
export interface ListSettings {
  /** Columns that are shown; the usual ones when not chosen. */
  columns?: string[] | undefined;
  views?: SavedView[] | undefined;
}

/** The copy on this computer, for when the platform cannot be reached. */
interface Copy {
  settings: ListSettings;
  /** Whether the platform does not have it yet. */
  unsent: boolean;
}

const pathOf = (slug: string) => `/api/v1/settings/list.${slug}`;
const keyOf = (slug: string) => `list:${slug}`;

/** The copy, or what was kept here before settings went to the platform. */
function copyOf(account: string, slug: string): Copy | undefined {
  const copy = kept<Copy>(account, keyOf(slug));
  const columns = kept<string[]>(account, `columns:${slug}`);
  const views = kept<SavedView[]>(account, `views:${slug}`);
  if (copy || !(columns || views)) return copy;
  return { settings: { columns, views }, unsent: true };
}

/** Keeps settings here, and on the platform when it can be reached. */
async function save(account: string, slug: string, settings: ListSettings): Promise<void> {
  keep(account, keyOf(slug), { settings, unsent: true } satisfies Copy);
  await request("put", pathOf(slug), { body: { value: settings } });
  const newest = JSON.stringify(copyOf(account, slug)?.settings);
  // What was changed meanwhile has its own way to the platform.
  if (newest !== JSON.stringify(settings)) return;
  keep(account, keyOf(slug), { settings, unsent: false } satisfies Copy);
}

/** What the platform has; else what this computer has, which is handed on when it can be. */
async function load(account: string, slug: string): Promise<ListSettings> {
  // Read anew after each answer: the person may have changed something while it was under way.
  const mine = () => copyOf(account, slug)?.settings ?? {};
  try {
    if (copyOf(account, slug)?.unsent) {
      await save(account, slug, mine());
      return mine();
    }
    const { value } = await request<{ value: ListSettings | null }>("get", pathOf(slug));
    if (!value || copyOf(account, slug)?.unsent) return mine();
    keep(account, keyOf(slug), { settings: value, unsent: false } satisfies Copy);
    return value;
  } catch {
    return mine();
  }
}

/** The settings of a list, which follow the person to another computer: read once a session, saved
 * when they change. */
export function useListSettings(
  slug: string,
): [settings: ListSettings, change: (next: ListSettings) => void] {
  const { account } = useSession();
  const cache = useQueryClient();
  const queryKey = [pathOf(slug), account];
  const { data } = useQuery({
    queryKey,
    queryFn: () => load(account, slug),
    staleTime: Infinity,
    networkMode: "always",
  });
  const settings = data ?? copyOf(account, slug)?.settings ?? {};
  const change = (next: ListSettings) => {
    const all = { ...settings, ...next };
    void cache.cancelQueries({ queryKey });
    cache.setQueryData(queryKey, all);
    // Kept here already; sent again when the list is next opened.
    save(account, slug, all).catch(() => undefined);
  };
  return [settings, change];
}
