// The pages there are, found as a person finds them: by following links.
import { ORIGIN } from "./county.mjs";

/** Opens a page and waits until it is there. */
export async function visit(page, path) {
  await page.goto(`${ORIGIN}${path}`);
  await page.locator("main h1").first().waitFor();
  await page.waitForLoadState("networkidle");
}

const links = (page, scope) =>
  page.$$eval(`${scope} a[href]`, (found) => found.map((it) => it.getAttribute("href")));

/** Pages that differ by an id alone are of one kind; a digit in a word, as in annex3, is no id. */
export const kindOf = (path) => path.replace(ID, (part) => (WORD.test(part) ? part : "*"));

const ID = /[0-9A-Za-z-]*\d[0-9A-Za-z-]*/gu;
const WORD = /^[a-z]+\d$/u;

const isRecord = (href) => kindOf(href).endsWith("/*");

/** The pages of the console that a person reaches: each list with what belongs to it (a new
 * record, a calendar), and the first record. */
export async function officeRoutes(page) {
  const lists = (await links(page, "nav.side")).filter(
    (href) => href?.startsWith("/office/") && href !== "/office/",
  );
  const routes = ["/office/", "/office/account", "/office/no-such-page"];
  for (const list of lists) {
    await visit(page, list);
    const inside = (await links(page, "main")).filter((href) => href?.startsWith(`${list}/`));
    const beside = inside.filter((href) => !isRecord(href));
    routes.push(list, ...beside, ...inside.filter(isRecord).slice(0, 1));
  }
  return [...new Set(routes)];
}

/** Opens the sheets of a record behind its first, and calls `see` with the title of each. */
export async function sheets(page, see) {
  const tabs = page.getByRole("tab");
  for (let at = 1; at < (await tabs.count()); at += 1) {
    const title = (await tabs.nth(at).textContent()) ?? "";
    await tabs.nth(at).click();
    await page.waitForLoadState("networkidle");
    await see(title);
  }
}

/** The pages of the field that an inspector reaches: the places, one visit, each of its steps. */
export async function fieldRoutes(page) {
  const routes = ["/field/", "/field/queue", "/field/phone", "/field/no-such-page"];
  await visit(page, "/field/");
  await page.getByRole("button", { name: /全部/u }).click();
  const first = await page.locator("a.visit-name").first().getAttribute("href");
  await visit(page, first);
  const steps = await links(page, "nav.steps");
  for (const step of steps.filter((it) => it?.endsWith("/items"))) {
    await visit(page, step);
    steps.push(...(await links(page, "nav.steps")).slice(0, 1));
  }
  return [...routes, first, ...steps];
}

const ELSEWHERE = /^\/(?:office|field|ceremony|verify|api|log)(?:\/|$)|\.[a-z]+$/u;

/** Walks the portal from its first page, each kind of page once; `see` looks at each. */
export async function portalRoutes(page, see) {
  const seen = new Set(["/"]);
  const kinds = new Set(["/"]);
  for (const path of seen) {
    await visit(page, path);
    await see(path);
    for (const href of await links(page, "body")) {
      const url = new URL(href, `${ORIGIN}${path}`);
      const kind = kindOf(url.pathname);
      if (url.origin !== ORIGIN || ELSEWHERE.test(url.pathname) || kinds.has(kind)) continue;
      kinds.add(kind);
      // With its question: without one, a list has nothing to show.
      seen.add(`${url.pathname}${url.search}`);
    }
  }
}
