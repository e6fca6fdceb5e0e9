import { isOver } from "./sort";
import type { Details, LocalVisit } from "../local/types";

/** Degrees, CGCS2000 or WGS 84. */
export interface Point {
  latitude: number;
  longitude: number;
}

type Placed = Pick<LocalVisit, "position"> & { details: Details };

const EARTH_M = 6_371_000;
const RADIANS = Math.PI / 180;

/** Where a company stands: what this phone was told on the spot goes before what is on record. */
export function placeOf({ position, details }: Placed): Point | undefined {
  return position ?? details.position ?? undefined;
}

/** Metres as the crow flies, by the haversine formula: roads are longer. */
export function metres(a: Point, b: Point): number {
  const half = (from: number, to: number) => Math.sin(((to - from) * RADIANS) / 2) ** 2;
  const across = Math.cos(a.latitude * RADIANS) * Math.cos(b.latitude * RADIANS);
  const h = half(a.latitude, b.latitude) + across * half(a.longitude, b.longitude);
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** "350 米" or "3.2 公里". */
export function farInWords(metres: number): string {
  if (metres < 1_000) return `${Math.round(metres / 10) * 10} 米`;
  const km = metres / 1_000;
  return `${km < 10 ? km.toFixed(1) : Math.round(km)} 公里`;
}

/** Length of the way through points in their order. */
export function wayLength(points: Point[]): number {
  return points.slice(1).reduce((sum, it, at) => sum + metres(points[at]!, it), 0);
}

/**
 * A short way from a place through all points, as indices: the nearest next, then crossings are
 * undone (2-opt). Not always the shortest; never longer than by nearest next alone.
 */
export function shortWay(from: Point, points: Point[]): number[] {
  const left = new Set(points.keys());
  const way: number[] = [];
  for (let here = from; left.size > 0;) {
    const next = [...left].reduce((a, b) =>
      metres(here, points[b]!) < metres(here, points[a]!) ? b : a,
    );
    left.delete(next);
    way.push(next);
    here = points[next]!;
  }
  return uncrossed(from, points, way);
}

const TURNS_MAX = 50;
const GAIN_M = 1;

function uncrossed(from: Point, points: Point[], way: number[]): number[] {
  const long = (order: number[]) => wayLength([from, ...order.map((at) => points[at]!)]);
  let best = way;
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    const before = best;
    for (let i = 0; i < best.length - 1; i += 1) {
      for (let j = i + 1; j < best.length; j += 1) {
        const turned = [
          ...best.slice(0, i),
          ...best.slice(i, j + 1).reverse(),
          ...best.slice(j + 1),
        ];
        if (long(turned) < long(best) - GAIN_M) best = turned;
      }
    }
    if (best === before) break;
  }
  return best;
}

/** Ids in the order of a short way; those of unknown place and those that are over come last. */
export function wayThrough(from: Point, visits: Placed[]): string[] {
  const open = visits.filter((it) => !isOver(it.details) && placeOf(it));
  const way = shortWay(
    from,
    open.map((it) => placeOf(it)!),
  ).map((at) => open[at]!.details.id);
  return [...way, ...visits.map((it) => it.details.id).filter((id) => !way.includes(id))];
}
