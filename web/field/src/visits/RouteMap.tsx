import type { LocalVisit } from "../local/types";
import { metres, placeOf, wayLength, farInWords, type Point } from "./place";

const SIZE = 320;
const EDGE = 28;
/** Lengths that a scale may have, in metres. */
const SCALES = [100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50];

interface Props {
  /** In the order of the route. */
  visits: LocalVisit[];
  me?: Point | undefined;
}

/** Points of the ground on a square sheet, north above; `metre` is its length there. */
function sheet(points: Point[]) {
  const bounds = (of: (point: Point) => number) => {
    const all = points.map(of);
    return [Math.min(...all), Math.max(...all)] as const;
  };
  const [south, north] = bounds((it) => it.latitude);
  const [west, east] = bounds((it) => it.longitude);
  const middle = { latitude: (south + north) / 2, longitude: (west + east) / 2 };
  const perLatitude = metres(middle, { ...middle, latitude: middle.latitude + 0.001 }) * 1_000;
  const perLongitude = metres(middle, { ...middle, longitude: middle.longitude + 0.001 }) * 1_000;
  const wide = Math.max((east - west) * perLongitude, (north - south) * perLatitude, 200);
  const metre = (SIZE - 2 * EDGE) / wide;
  const at = ({ latitude, longitude }: Point): [number, number] => [
    SIZE / 2 + (longitude - middle.longitude) * perLongitude * metre,
    SIZE / 2 - (latitude - middle.latitude) * perLatitude * metre,
  ];
  return { at, metre };
}

/**
 * 路线示意图: the companies of the list by their positions, numbered as in the list, without a
 * map of another server beneath. The list says the same in words.
 */
export function RouteMap({ visits, me }: Props) {
  const placed = visits.flatMap((visit, at) => {
    const point = placeOf(visit);
    return point ? [{ visit, point, number: at + 1 }] : [];
  });
  if (placed.length === 0) {
    return <p className="muted">这些检查对象都还没有位置；到场定位以后，下次就看得到。</p>;
  }
  const points = placed.map((it) => it.point);
  const way = me ? [me, ...points] : points;
  const { at, metre } = sheet(way);
  const length = SCALES.find((it) => it * metre <= SIZE / 3) ?? 50;
  const lacking = visits.length - placed.length;
  return (
    <figure className="route-map">
      <svg
        viewBox={`0 0 ${SIZE} ${SIZE}`}
        role="img"
        aria-label={`路线示意图，${placed.length} 家，编号与下面的列表相同`}
      >
        <polyline className="route-way" points={way.map((it) => at(it).join()).join(" ")} />
        {me && <Me at={at(me)} />}
        {placed.map(({ visit, point, number }) => {
          const [x, y] = at(point);
          return (
            <g key={visit.id} className="route-stop">
              <circle cx={x} cy={y} r="11" />
              <text x={x} y={y} dy="0.36em">
                {number}
              </text>
            </g>
          );
        })}
        <g className="route-scale">
          <path d={`M8 ${SIZE - 14}v6h${length * metre}v-6`} />
          <text x={12 + length * metre} y={SIZE - 8}>
            {farInWords(length)}
          </text>
          <path d={`M${SIZE - 14} 26v-18l-5 8m5-8l5 8`} />
          <text x={SIZE - 32} y="18">
            北
          </text>
        </g>
      </svg>
      <figcaption className="muted small-text">
        直线全程约 {farInWords(wayLength(way))}
        {me ? "，从您现在的位置算起" : ""}
        {lacking > 0 && `；${lacking} 家没有位置，图上没有`}。
      </figcaption>
    </figure>
  );
}

function Me({ at: [x, y] }: { at: [number, number] }) {
  return (
    <g className="route-me">
      <rect x={x - 6} y={y - 6} width="12" height="12" transform={`rotate(45 ${x} ${y})`} />
      <text x={x + 12} y={y} dy="0.36em">
        我
      </text>
    </g>
  );
}
