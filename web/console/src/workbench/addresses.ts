import { paths } from "../paths";

/** The list that holds the records of a kind, where it is not the kind's plural. */
const SLUGS: Record<string, string> = {
  part: "inspection-parts",
  penalty: "penalties",
  unlicensed: "unlicensed",
  inspector_change: "inspector-changes",
  result_change: "result-changes",
  item_list: "item-lists",
  law_change: "law-changes",
};

/** Work that is done on a page of its own, or that has no record yet. */
const PLACES: Record<string, string> = {
  plan_deadline: paths.list("plans"),
  report_deadline: "/reports/due",
  register: paths.list("subjects"),
  joint_visit: paths.list("tasks"),
};

/** Work that is done on a sheet of the record, whatever it is or that action alone. */
const SHEETS: Record<string, string> = {
  conference: "?sheet=quarters",
  "plan.acknowledge": "?sheet=filings",
};

interface Item {
  noun: string;
  id: string;
  action?: string;
}

/** Where a piece of work is done. */
export function addressOf({ noun, id, action }: Item): string {
  const place = PLACES[noun];
  if (place) return place;
  const sheet = SHEETS[noun] ?? SHEETS[`${noun}.${action}`] ?? "";
  return paths.show(SLUGS[noun] ?? `${noun}s`, id) + sheet;
}
