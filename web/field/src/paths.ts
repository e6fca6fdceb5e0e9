/** Every address of the field pages. */
export const BASE = "/field";

const visit = (id: string) => `/visits/${encodeURIComponent(id)}`;

export const paths = {
  home: "/",
  queue: "/queue",
  phone: "/phone",
  visit,
  step: (id: string, step: string) => `${visit(id)}/${step}`,
  item: (id: string, code: string) => `${visit(id)}/items/${encodeURIComponent(code)}`,
};

/** The public page that a company opens with its own phone. */
export function publicAddress(code: string): string {
  return `${location.origin}/visits/${code}`;
}
