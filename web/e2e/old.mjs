// A browser as old as the oldest that is served: what came after Chromium 90 is taken away before
// a page's own scripts run. (Names and versions: MDN browser compatibility data.)

/** Runs in the page. */
function forget() {
  const gone = [
    [
      Array.prototype,
      ["at", "findLast", "findLastIndex", "toSorted", "toReversed", "with", "toSpliced"],
    ],
    [String.prototype, ["at", "isWellFormed", "toWellFormed"]],
    [Object, ["hasOwn", "groupBy"]],
    [Map, ["groupBy"]],
    [Promise, ["withResolvers", "try"]],
    [Set.prototype, ["union", "intersection", "difference", "isSubsetOf"]],
    [Crypto.prototype, ["randomUUID"]],
    [AbortSignal, ["timeout", "any", "abort"]],
    [AbortSignal.prototype, ["throwIfAborted", "reason"]],
    [Response, ["json"]],
    [globalThis, ["structuredClone", "scheduler", "reportError", "navigation", "EyeDropper"]],
    [Document.prototype, ["startViewTransition"]],
    [HTMLElement.prototype, ["inert", "popover", "showPopover"]],
    [Intl, ["supportedValuesOf", "DurationFormat", "Segmenter"]],
    [Array, ["fromAsync"]],
    [Iterator?.prototype ?? {}, ["map", "filter", "take", "drop", "toArray", "forEach"]],
  ];
  for (const [owner, names] of gone) for (const name of names) delete owner[name];
}

/** Makes every page of a window an old one. */
export function old(context) {
  return context.addInitScript(forget);
}

/** What a style sheet may not hold, because Chromium 90 does not know it: feature, first version. */
export const NEWER_CSS = [
  [/:has\(/u, ":has(), 105"],
  [/@layer\b/u, "@layer, 99"],
  [/@container\b/u, "container queries, 105"],
  [/\b\d+(?:d|s|l)v(?:h|w)\b/u, "dynamic viewport units, 108"],
  [/color-mix\(/u, "color-mix(), 111"],
  [/[{;]\s*&/u, "nesting, 112"],
  [/\boklch\(|\blch\(/u, "lch colours, 111"],
  [/:user-valid|:user-invalid/u, ":user-invalid, 119"],
];
