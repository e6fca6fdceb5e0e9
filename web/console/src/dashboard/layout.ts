import type { Schema } from "@api/client";

type Place = Schema<"DashboardTownship">;

/** Columns that a wide page has room for. */
const MOST_COLUMNS = 7;

export interface Layout {
  /** As they stand on the page, line by line. */
  places: Place[];
  columns: number;
  /** Of how many it is known where they lie; they come first. */
  known: number;
}

/** Lays places out as on a map: lines from north to south, and in each from west to east. Those of
 * which nobody knows where they lie come last, in their own order. */
export function laidOut(all: readonly Place[]): Layout {
  const wanted = Math.ceil(Math.sqrt(all.length * 1.5));
  const columns = Math.max(1, Math.min(MOST_COLUMNS, all.length, wanted));
  const north = (it: Place) => it.middle?.latitude ?? 0;
  const east = (it: Place) => it.middle?.longitude ?? 0;
  const known = all.filter((it) => it.middle).sort((a, b) => north(b) - north(a));
  const places: Place[] = [];
  for (let from = 0; from < known.length; from += columns) {
    places.push(...known.slice(from, from + columns).sort((a, b) => east(a) - east(b)));
  }
  places.push(...all.filter((it) => !it.middle));
  return { places, columns, known: known.length };
}
