// Pictures of the main pages at both widths: `node e2e/screenshots.mjs FOLDER`. One picture a kind
// of page, named by its address.
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inspector, ORIGIN } from "./county.mjs";
import { DESKTOP, launch, open, PHONE, signIn } from "./look.mjs";
import { chooseCode, logIn } from "./phone.mjs";
import { fieldRoutes, kindOf, officeRoutes, portalRoutes, visit } from "./routes.mjs";

const folder = process.argv[2] ?? "screenshots";
const WIDTHS = { 桌面: DESKTOP, 手机: PHONE };

const nameOf = (path) =>
  kindOf(path.split("?")[0])
    .replace(/^\//u, "")
    .replace(/\/\*/gu, "-一条")
    .replace(/\/$/u, "")
    .replace(/\//gu, "-") || "首页";

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

async function field() {
  const page = await (await open(browser)).newPage();
  await page.goto(`${ORIGIN}/field/`);
  await page.getByLabel("登录名").waitFor();
  await picture(page, "执法端", "登录");
  await logIn(page, inspector());
  await chooseCode(page);
  for (const path of await fieldRoutes(page)) {
    await visit(page, path);
    await picture(page, "执法端", path.replace("/field", ""));
  }
  await page.context().close();
}

/** Pictures that the guide shows, by their name there. */
const GUIDE = {
  工作台: "办公端/桌面/首页.png",
  导入: "办公端/桌面/imports-new.png",
  年历: "办公端/桌面/plans-calendar.png",
  任务: "办公端/桌面/tasks-一条.png",
  抽取: "办公端/桌面/draws-一条.png",
  检查: "办公端/桌面/inspections-一条.png",
  结果办理: "办公端/桌面/inspection-parts-一条.png",
  附件3: "办公端/桌面/annex3.png",
  总览: "办公端/桌面/dashboard.png",
  会议: "办公端/桌面/meetings-一条.png",
  执法端: "执法端/手机/首页.png",
  公示首页: "公示端/桌面/首页.png",
  一条结果: "公示端/桌面/results-一条.png",
  公平性审计: "公示端/手机/fairness.png",
};

function guide() {
  const images = fileURLToPath(new URL("../../docs/images", import.meta.url));
  mkdirSync(images, { recursive: true });
  for (const [name, from] of Object.entries(GUIDE)) {
    const picture = join(folder, from);
    if (!existsSync(picture)) throw new Error(`没有截图 ${picture}`);
    copyFileSync(picture, join(images, `${name}.png`));
  }
}

const done = new Set();
await portal();
for (const login of ["scjg.jihua1", "scjg.shenhe1", "anquan.1", "xitong", "shenji"]) {
  await office(login, done);
}
await field();
await browser.close();
guide();
console.log(`截图在 ${folder}`);
