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

/** Pages that differ by a number or an id alone are of one kind. */
export const kindOf = (path) => path.replace(/[0-9A-Za-z-]*\d[0-9A-Za-z-]*/gu, "*");

/** The pages of the console that a person reaches: each list, a new record, the first record. */
export async function officeRoutes(page) {
    const lists = (await links(page, "nav.side")).filter(
        (href) => href?.startsWith("/office/") && href !== "/office/",
    );
    const routes = ["/office/", "/office/account", "/office/no-such-page"];
    for (const list of lists) {
        await visit(page, list);
        const inside = (await links(page, "main")).filter((href) => href?.startsWith(`${list}/`));
        const made = inside.filter((href) => href.endsWith("/new"));
        const [first] = inside.filter((href) => !href.endsWith("/new"));
        routes.push(list, ...made, ...(first ? [first] : []));
    }
    return [...new Set(routes)];
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
            seen.add(url.pathname);
        }
    }
}
