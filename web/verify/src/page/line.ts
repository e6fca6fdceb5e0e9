/** The picture: all tickets on one line, the cutoff, and the own ticket. */
import { BINS, type Spread } from "./spread.ts";

const SVG = "http://www.w3.org/2000/svg";
const [W, LEFT, BASE] = [400, 8, 96];
const INNER = W - 2 * LEFT;

type Attributes = Record<string, string | number>;

function shape(tag: string, attributes: Attributes, text = ""): SVGElement {
  const e = document.createElementNS(SVG, tag);
  for (const k of Object.keys(attributes)) e.setAttribute(k, String(attributes[k]));
  if (text !== "") e.textContent = text;
  return e;
}

/** A label near x that never leaves the picture. */
function label(x: number, y: number, cls: string, text: string): SVGElement {
  const anchor = x < 90 ? "start" : x > W - 90 ? "end" : "middle";
  return shape("text", { x, y, class: cls, "text-anchor": anchor }, text);
}

function frame(height: number, description: string): SVGElement {
  const svg = shape("svg", { viewBox: `0 0 ${W} ${height}`, role: "img", class: "line" });
  svg.setAttribute("aria-label", description);
  return svg;
}

/** The own ticket: a triangle under the line that points at its place. */
function own(x: number, at: string): SVGElement[] {
  const top = BASE + 3;
  return [
    shape("line", { x1: x, x2: x, y1: 26, y2: BASE, class: "line-own-stroke" }),
    shape("path", { d: `M${x} ${top}l-7 12h14z`, class: "line-own" }),
    label(x, BASE + 32, "line-text line-own-text", at),
  ];
}

/** All tickets from 0 to the largest number, how many lie where. */
export function wholeLine(s: Spread, below: boolean, percent: string): SVGElement {
  const svg = frame(136, `签号分布图：全部签号从小到大，中签线在 ${percent} 处，`
    + `本户的签号在${below ? "中签线左边" : "中签线右边"}。`);
  const most = Math.max(1, ...s.bins);
  const cut = LEFT + s.cutoff * INNER;
  s.bins.forEach((n, i) => {
    const h = (n / most) * 54;
    const [x, w] = [LEFT + (i * INNER) / BINS, INNER / BINS - 1];
    svg.append(shape("rect", { x, y: BASE - h, width: w, height: h, class: "line-bar" }));
  });
  svg.append(
    shape("rect", { x: LEFT, y: 26, width: Math.max(1.5, cut - LEFT), height: BASE - 26,
      class: "line-drawn" }),
    shape("line", { x1: LEFT, x2: W - LEFT, y1: BASE, y2: BASE, class: "line-axis" }),
    shape("line", { x1: cut, x2: cut, y1: 20, y2: BASE, class: "line-cut" }),
    label(cut, 15, "line-text line-cut-text", `中签线（${percent}）`),
    ...own(LEFT + s.own * INNER, "本户签号"));
  return svg;
}

/** Around the cutoff, each ticket a stroke. Null where the whole line shows them already. */
export function nearLine(s: Spread): SVGElement | null {
  if (s.near.length === 0) return null;
  const width = s.hi - s.lo;
  const at = (x: number): number => LEFT + ((x - s.lo) / width) * INNER;
  const inside = s.own >= s.lo && s.own <= s.hi;
  const svg = frame(136, `放大图：中签线附近的 ${s.near.length} 个签号，每条竖线是一户。`
    + (inside ? "本户也在其中。" : "本户的签号不在这一段里。"));
  for (const x of s.near) {
    svg.append(shape("line", { x1: at(x), x2: at(x), y1: 44, y2: BASE,
      class: x <= s.cutoff ? "line-tick line-tick-drawn" : "line-tick" }));
  }
  const cut = at(s.cutoff);
  svg.append(
    shape("line", { x1: LEFT, x2: W - LEFT, y1: BASE, y2: BASE, class: "line-axis" }),
    shape("line", { x1: cut, x2: cut, y1: 20, y2: BASE, class: "line-cut" }),
    label(cut, 15, "line-text line-cut-text", "中签线"));
  if (inside) svg.append(...own(at(s.own), "本户签号"));
  else if (s.own > s.hi) svg.append(label(W - LEFT, BASE + 22, "line-text", "本户在右边更远处 →"));
  else svg.append(label(LEFT, BASE + 22, "line-text", "← 本户在左边更远处"));
  return svg;
}
