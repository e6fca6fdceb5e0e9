// Every route of every surface: accessible at both widths, in both modes; nothing from another
// origin, nothing against the policy, nothing that an old browser does not know.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inspector, ORIGIN } from "./county.mjs";
import { DESKTOP, findings, launch, open, PHONE, signIn } from "./look.mjs";
import { old } from "./old.mjs";
import { chooseCode, logIn } from "./phone.mjs";
import { fieldRoutes, kindOf, officeRoutes, portalRoutes, sheets, visit } from "./routes.mjs";

/** Characters of a browser's message that are shown. */
const SHOWN = 100;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** A window that writes down what it must not see. */
async function watched() {
  const context = await open(browser);
  await old(context);
  const page = await context.newPage();
  const wrong = [];
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(ORIGIN) && !/^(?:data|blob):/u.test(url)) wrong.push(`外部请求 ${url}`);
  });
  page.on("pageerror", (error) => wrong.push(`脚本出错 ${error.message}`));
  page.on("console", (line) => {
    if (!/Content Security Policy/u.test(line.text())) return;
    wrong.push(`${page.url()} ${line.text().slice(0, SHOWN)}`);
  });
  return { page, wrong };
}

/** A page in its four forms; what is wrong with it, in lines. */
async function judge(page, path, sizes = [DESKTOP, PHONE], modes = [false, true]) {
  const lines = [];
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const elder of modes) {
      await page.evaluate((on) => document.documentElement.classList.toggle("elder", on), elder);
      const found = await findings(page);
      lines.push(...found.map((line) => `${path} ${size.width}${elder ? " 大字" : ""} ${line}`));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 1)
        lines.push(`${path} ${size.width}${elder ? " 大字" : ""} 横向超出 ${wide} 像素`);
    }
  }
  await page.evaluate(() => document.documentElement.classList.remove("elder"));
  await page.setViewportSize(DESKTOP);
  return lines;
}

// People see the same kinds of pages and sheets; each is judged once, whoever came to it first.
const judged = new Set();

for (const login of ["scjg.jihua1", "scjg.shenhe1", "anquan.1", "xitong"]) {
  test(`办公端：${login} 到得了的每一页`, async () => {
    const { page, wrong } = await watched();
    await signIn(page, { login });
    for (const path of await officeRoutes(page)) {
      if (judged.has(kindOf(path))) continue;
      judged.add(kindOf(path));
      await visit(page, path);
      wrong.push(...(await judge(page, path)));
      await sheets(page, async (title) => {
        if (judged.has(title)) return;
        judged.add(title);
        wrong.push(...(await judge(page, `${path} ${title}`, [PHONE], [false])));
      });
    }
    await page.context().close();
    assert.deepEqual(wrong, []);
  });
}

test("执法端：检查的每一步", async () => {
  const { page, wrong } = await watched();
  await page.goto(`${ORIGIN}/field/`);
  await page.getByLabel("登录名").waitFor();
  wrong.push(...(await judge(page, "/field/ 登录")));
  await logIn(page, inspector());
  await page.getByLabel("设一个解锁码").waitFor();
  wrong.push(...(await judge(page, "/field/ 解锁码")));
  await chooseCode(page);
  for (const path of await fieldRoutes(page)) {
    await visit(page, path);
    wrong.push(...(await judge(page, path)));
  }
  await page.context().close();
  assert.deepEqual(wrong, []);
});

test("公示端：从首页走得到的页面", async () => {
  const { page, wrong } = await watched();
  await portalRoutes(page, async (path) => wrong.push(...(await judge(page, path))));
  await page.context().close();
  assert.deepEqual(wrong, []);
});
