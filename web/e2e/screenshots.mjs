// Pictures of the main pages at both widths: `node e2e/screenshots.mjs FOLDER`. One picture a kind
// of page, named by its address.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ORIGIN } from "./county.mjs";
import { DESKTOP, launch, open, PHONE, signIn } from "./look.mjs";
import { kindOf, officeRoutes, portalRoutes, visit } from "./routes.mjs";

const folder = process.argv[2] ?? "screenshots";
const WIDTHS = { 桌面: DESKTOP, 手机: PHONE };

const nameOf = (path) =>
    kindOf(path)
        .replace(/^\//u, "")
        .replace(/\/\*/gu, "-一条")
        .replace(/\/$/u, "")
        .replace(/[/?=&]/gu, "-") || "首页";

async function picture(page, surface, path) {
    for (const [width, size] of Object.entries(WIDTHS)) {
        await page.setViewportSize(size);
        mkdirSync(join(folder, surface, width), { recursive: true });
        await page.screenshot({
            path: join(folder, surface, width, `${nameOf(path)}.png`),
            fullPage: true,
        });
    }
    await page.setViewportSize(DESKTOP);
}

const browser = await launch();

async function portal() {
    const page = await (await open(browser)).newPage();
    await portalRoutes(page, (path) => picture(page, "公示端", path));
    await page.context().close();
}

async function office(login, done) {
    const page = await (await open(browser)).newPage();
    await page.goto(`${ORIGIN}/office/`);
    await page.getByLabel("登录名").waitFor();
    await picture(page, "办公端", "登录");
    await signIn(page, { login });
    for (const path of await officeRoutes(page)) {
        if (done.has(kindOf(path))) continue;
        done.add(kindOf(path));
        await visit(page, path);
        await picture(page, "办公端", path.replace("/office", ""));
    }
    await page.context().close();
}

const done = new Set();
await portal();
for (const login of ["scjg.jihua1", "scjg.shenhe1", "anquan.1", "xitong", "shenji"]) {
    await office(login, done);
}
await browser.close();
console.log(`截图在 ${folder}`);
