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
  challenge: paths.list("draws"),
};

/** Work that is done on a sheet of the record. */
const SHEETS: Record<string, string> = { conference: "?sheet=quarters" };

interface Item {
  noun: string;
  id: string;
}

/** Where a piece of work is done. */
export function addressOf({ noun, id }: Item): string {
  const place = PLACES[noun];
  if (place) return place;
  const sheet = SHEETS[noun] ?? "";
  return paths.show(SLUGS[noun] ?? `${noun}s`, id) + sheet;
}
