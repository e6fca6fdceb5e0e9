/** What an address names for a new record: `?organ=…&cause.inspection=…` as nested fields. */
export function named(params: URLSearchParams): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of params) {
    const [outer = "", inner] = name.split(".");
    if (inner) out[outer] = { ...(out[outer] as object | undefined), [inner]: value };
    else out[outer] = value;
  }
  return out;
}
