/** Every address of the console. Pages link through here and nowhere else. */
export const BASE = "/office";

export const paths = {
  home: "/",
  list: (slug: string) => `/${slug}`,
  create: (slug: string) => `/${slug}/new`,
  show: (slug: string, id: string) => `/${slug}/${encodeURIComponent(id)}`,
  account: "/account",
  dashboard: "/dashboard",
  reportsDue: "/reports/due",
  quarters: "/quarters",
};
