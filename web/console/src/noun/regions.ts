/** Codes of administrative regions (GB/T 2260): province 2, city 4, county 6 digits with zeros
 * behind them, township 9, village 12. */
const TOWNSHIP = 9;
const COUNTY = 6;

/** The codes above a region, the nearest first: "629922103" → 629922, 629900, 620000. */
export function above(code: string): string[] {
  const county = code.slice(0, COUNTY);
  const parents = [
    code.slice(0, TOWNSHIP),
    county,
    `${county.slice(0, 4)}00`,
    `${county.slice(0, 2)}0000`,
  ];
  return [...new Set(parents)].filter((parent) => parent !== code && parent.length >= COUNTY);
}
