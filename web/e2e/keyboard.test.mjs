// The twelve most important journeys by keyboard alone. Nothing here clicks.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf, inspector, ORIGIN, person } from "./county.mjs";
import { choose, enter, press, tabTo, type } from "./keys.mjs";
import { launch, open, PATIENCE, PHONE } from "./look.mjs";
import { UNLOCK } from "./phone.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const fresh = async (options) => (await open(browser, options)).newPage();
const button = (scope, name) => scope.getByRole("button", { name, exact: true });

async function office(login, path = "") {
  const page = await fresh();
  await enter(page, login);
  if (path) await page.goto(`${ORIGIN}/office/${path}`);
  return page;
}

/** Presses an action of a record, fills its dialog, and confirms. */
async function act(page, name, fill = async () => {}) {
  await press(button(page, name));
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await fill(dialog);
  await press(button(dialog, name));
  await dialog.waitFor({ state: "hidden" });
}

test("1　登录，跳过导航到正文", async () => {
  const page = await fresh();
  await enter(page, "wsjk.shenhe1");
  await page.reload();
  await page.locator("main h1").waitFor();
  await press(page.getByRole("link", { name: "跳到正文" }));
  const inMain = await page.evaluate(() => document.activeElement.closest("main") !== null);
  assert.ok(inMain, "the focus is in the text");
  await page.context().close();
});

test("2　审核一条检查结果", async () => {
  const page = await office("scjg.shenhe1");
  const group = page.getByRole("region", { name: "待审核的检查结果" });
  await press(group.getByRole("link").first());
  await page.waitForURL(/inspection-parts\//u);
  await act(page, "审核", (dialog) => press(dialog.getByLabel("通过", { exact: true }), "Space"));
  await page.locator("h1", { hasText: "待公示" }).waitFor();
  await page.context().close();
});

test("3　公示一条检查结果", async () => {
  const page = await office("scjg.jihua1");
  const group = page.getByRole("region", { name: /待公示的检查结果/u });
  await press(group.getByRole("link").first());
  await page.waitForURL(/inspection-parts\//u);
  await act(page, "公示");
  await page.locator("h1", { hasText: "已公示" }).waitFor();
  await page.context().close();
});

test("4　查找检查对象，看它的历次记载", async () => {
  const page = await office("scjg.jihua1", "subjects");
  await type(page.getByRole("main").getByRole("searchbox").first(), "火锅店");
  await page.keyboard.press("Enter");
  await press(
    page.getByRole("row").filter({ hasText: "火锅店" }).first().getByRole("link").first(),
  );
  await page.waitForURL(/subjects\/[0-9a-f-]{36}/u);
  await tabTo(page.getByRole("tab", { selected: true }));
  const past = page.getByRole("tab", { name: "历次记载" });
  for (let step = 0; step < 12; step += 1) {
    if (await past.evaluate((it) => it === document.activeElement)) break;
    await page.keyboard.press("ArrowRight");
  }
  await page.keyboard.press("Enter");
  assert.equal(await past.getAttribute("aria-selected"), "true");
  await page.context().close();
});

test("5　导入一个文件", async () => {
  const page = await office("scjg.jihua1", "imports/new");
  await type(page.getByLabel("数据来源"), "市场监管登记系统");
  await tabTo(page.getByLabel("来源日期"));
  await page.keyboard.type("01052026");
  const coming = page.waitForEvent("filechooser");
  await press(button(page, "选择文件"));
  const text = "统一社会信用代码,名称\r\n91620422224850434R,键盘导入供销社\r\n";
  await (
    await coming
  ).setFiles({
    name: "名录.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(text),
  });
  await press(button(page, "上传并核对"));
  await page.waitForURL(/sheet=report/u);
  await page.getByText("共读到").waitFor();
  await page.context().close();
});

test("6　建立标签", async () => {
  const page = await office("scjg.jihua1", "tags/new");
  await type(page.getByLabel(/^标签/u), "键盘建立的标签");
  await type(page.getByLabel(/^理由/u), "分类监管需要");
  await press(button(page, "保存"));
  await page.locator("h1", { hasText: "键盘建立的标签" }).waitFor();
  await page.context().close();
});

test("7　登记一件投诉举报", async () => {
  const page = await office("scjg.jihua1", "cases/new");
  await choose(page.getByLabel(/^线索来源/u), "投诉举报");
  await type(page.getByLabel(/^案由/u), "食品超过保质期");
  await choose(page.getByLabel(/^事发地区划/u), "城关镇");
  await type(page.getByLabel(/^内容/u), "反映城关镇一家商店出售的饼干超过保质期，要求查处。");
  await press(button(page, "保存"));
  await page.locator("h1", { hasText: "食品超过保质期" }).waitFor();
  await page.context().close();
});

test("8　编制年度计划", async () => {
  const page = await office("scjg.jihua1", "plans/new");
  await type(page.getByLabel(/^计划名称|^抽查计划名称|^名称/u), "2027 年度键盘编制的抽查计划");
  const year = page.getByLabel(/^年度/u);
  await tabTo(year);
  await page.keyboard.press("Control+A");
  await page.keyboard.type("2027");
  await press(button(page, "保存"));
  await page.locator("h1", { hasText: "键盘编制的抽查计划" }).waitFor();
  await page.context().close();
});

test("9　抽取现场：打开大屏，匹配检查人员", async () => {
  const page = await office("scjg.jihua1");
  await page.goto(`${ORIGIN}/ceremony/`);
  const drawn = page.getByRole("listitem").filter({ hasText: "已抽取" }).first();
  await press(drawn.getByRole("link", { name: "打开大屏" }));
  await press(button(page, "匹配检查人员"));
  await page.getByRole("heading", { name: /派发第 1 批|已完成/u, level: 2 }).waitFor();
  await page.context().close();
});

test("10　执法端：登录、设解锁码、看一次检查", async () => {
  const page = await fresh({ viewport: PHONE });
  const me = inspector();
  await page.goto(`${ORIGIN}/field/`);
  await type(page.getByLabel("登录名"), me.login);
  await type(page.getByLabel("口令", { exact: true }), me.password);
  await type(page.getByLabel("动态口令"), await codeOf(me.secret));
  await page.keyboard.press("Enter");
  await type(page.getByLabel("设一个解锁码"), UNLOCK);
  await type(page.getByLabel("再输一遍"), UNLOCK);
  await press(button(page, "保存解锁码"));
  await page.getByRole("heading", { name: "我的检查" }).waitFor();
  await press(page.getByRole("button", { name: /全部/u }));
  await press(page.locator("a.visit-name").first());
  await page.waitForURL(/\/field\/visits\//u);
  await page.locator("main h1").waitFor();
  await page.context().close();
});

test("11　公示端：查企业，看一条结果", async () => {
  const page = await fresh();
  await page.goto(`${ORIGIN}/`);
  await type(page.locator('input[name="q"]').first(), "有限公司");
  await page.keyboard.press("Enter");
  const found = page.getByRole("main").locator('a[href^="/entities/"]').first();
  await found.waitFor();
  const name = await found.textContent();
  await press(found);
  await page.locator("h1", { hasText: name }).waitFor();
  await press(page.getByRole("main").locator('a[href^="/results/"]').first());
  await page.waitForURL(/\/results\//u);
  await page.context().close();
});

test("12　核验：选数据包，听到结论", async () => {
  const page = await fresh();
  const drawn = await (await fetch(`${ORIGIN}/api/v1/public/draws?page_size=1`)).json();
  const path = `/api/v1/public/draws/${drawn.items[0].id}/bundle.zip`;
  const bundle = Buffer.from(await (await fetch(`${ORIGIN}${path}`)).arrayBuffer());
  await page.goto(`${ORIGIN}/verify`);
  const coming = page.waitForEvent("filechooser");
  await press(button(page, "选择文件"));
  await (await coming).setFiles({ name: "b.zip", mimeType: "application/zip", buffer: bundle });
  await page.locator("#result").waitFor({ timeout: 2 * PATIENCE });
  assert.match(await page.locator("#verdict").textContent(), /通过|未公开/u);
  const heard = await page.evaluate(() => document.activeElement.id);
  assert.equal(heard, "banner", "the verdict has the focus");
  await page.context().close();
});
