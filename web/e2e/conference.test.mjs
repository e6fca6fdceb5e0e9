// A quarter without its meeting, from the workbench to the printed minutes, by the pages alone;
// then the target of an indicator. Figures: a cell opens rows that add up to it, and a report goes
// from the department to the office and back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ORIGIN } from "./county.mjs";
import { findings, launch } from "./look.mjs";
import { office } from "./office.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const as = (login) => office(browser, login);

/** Presses the button of a dialog and waits until it has gone. */
async function settle(page, name) {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name }).click();
  await dialog.waitFor({ state: "hidden" });
}

test("没有开的季度会议：从工作台到印发纪要", async () => {
  const page = await as("lxhyb.lianxi1");
  await page.goto(`${ORIGIN}/office/`);
  await page.getByRole("link", { name: "2026年第二季度联席会议" }).click();
  await page.getByRole("link", { name: /拟定会议.*2026年第二季度/u }).click();
  await page.getByLabel("会议日期").fill("2026-07-01");
  await page.getByLabel("地点").fill("县政府三楼会议室");
  await page.getByLabel("主持人").locator("option").nth(1).waitFor({ state: "attached" });
  await page.getByLabel("主持人").selectOption({ index: 1 });
  await page.getByRole("button", { name: "用作议程，再作修改" }).click();
  assert.deepEqual(await findings(page), []);
  await page.getByRole("button", { name: "保存" }).click();

  await page.getByRole("button", { name: "登记召开" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("出席情况").first().waitFor();
  for (const choice of await dialog.getByLabel("出席情况").all())
    await choice.selectOption("present");
  for (const who of await dialog.getByLabel("到会的人").all()) await who.fill("张建国");
  assert.deepEqual(await findings(page), []);
  await settle(page, "登记召开");

  await page.getByRole("button", { name: "写纪要" }).click();
  for (const text of await dialog.locator("textarea").all())
    await text.fill("会议听取了汇报，明确了责任单位和期限。");
  await settle(page, "写纪要");

  await page.getByRole("button", { name: "交办待办事项" }).click();
  await dialog.getByLabel("责任单位").locator("option").nth(1).waitFor({ state: "attached" });
  await dialog.getByLabel("议题").selectOption("1");
  await dialog.getByLabel("责任单位").selectOption({ index: 1 });
  await dialog.getByLabel("期限").fill("2026-08-01");
  await dialog.getByLabel("事项").fill("补报年度抽查计划并报送备案");
  await settle(page, "交办待办事项");
  await page.getByRole("link", { name: "补报年度抽查计划并报送备案" }).waitFor();

  await page.getByRole("button", { name: "印发纪要" }).click();
  await settle(page, "印发纪要");
  await page.locator("h1", { hasText: "纪要已印发" }).waitFor();
  await page.getByText("在季度结束以后召开").waitFor();
  assert.deepEqual(await findings(page), []);
  await page.context().close();
});

test("考核：规定一个指标的目标；检查次数和罚没金额不是指标", async () => {
  const page = await as("lxhyb.lianxi1");
  await page.goto(`${ORIGIN}/office/appraisals`);
  await page.getByText("检查次数和罚没金额不是考核指标").waitFor();
  await page.getByRole("tab", { name: "指标和目标" }).click();
  await page.getByRole("button", { name: /规定目标.*计划执行率/u }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("目标值").fill("95");
  await dialog.getByLabel("依据").fill("联席会议第二季度会议确定");
  await settle(page, "规定目标：计划执行率");
  const row = page.getByRole("row").filter({ hasText: "计划执行率" });
  await row.filter({ hasText: "95.00%" }).waitFor();
  assert.deepEqual(await findings(page), []);
  await page.context().close();
});

test("附件3：一格打开的记录，加起来就是那个数", async () => {
  const page = await as("scjg.jihua1");
  await page.goto(`${ORIGIN}/office/annex3`);
  const cell = page.getByRole("button", { name: /的抽查批次由哪些记录组成/u }).first();
  await cell.waitFor();
  const figure = Number(/^[\d,]+/u.exec(await cell.textContent())[0].replace(/,/gu, ""));
  await cell.click();
  const rows = page.getByRole("dialog").locator("tbody tr");
  await rows.first().waitFor();
  assert.equal(await rows.count(), figure);
  assert.deepEqual(await findings(page), []);
  await page.context().close();
});

/** The report of the running year of the department that the person belongs to. */
async function openReport(page) {
  await page.goto(`${ORIGIN}/office/reports?year=2026&season=annual`);
  const link = page.locator("main tbody").getByRole("link", { name: "阳和县市场监督管理局" });
  await link.click();
  await page.locator("h1", { hasText: "年终报告" }).waitFor();
}

test("报告：编写、另一个人提交、办公室退回；那一次报送原样留着", async () => {
  const clerk = await as("scjg.jihua1");
  await openReport(clerk);
  await clerk.getByRole("button", { name: "编写" }).click();
  const dialog = clerk.getByRole("dialog");
  await dialog.getByLabel("下一步").fill("按计划完成下半年的抽查，结果及时公示。");
  await dialog.getByLabel("经办人").fill("邓世昌");
  await dialog.getByLabel("联系电话").fill("0939-6123456");
  assert.deepEqual(await findings(clerk), []);
  await settle(clerk, "编写");
  assert.equal(await clerk.getByRole("button", { name: "提交" }).count(), 0);

  const reviewer = await as("scjg.shenhe1");
  await openReport(reviewer);
  await reviewer.getByRole("button", { name: "提交" }).click();
  await settle(reviewer, "提交");
  await reviewer.locator("h1", { hasText: "已提交" }).waitFor();

  const office = await as("lxhyb.lianxi1");
  await openReport(office);
  await office.getByRole("button", { name: "退回" }).click();
  await office.getByRole("dialog").getByLabel("退回理由").fill("请补充第三季度的抽查情况");
  await settle(office, "退回");
  await office.getByRole("tab", { name: "历次报送" }).click();
  const first = office.getByRole("region", { name: "第 1 次报送", exact: true });
  await first.getByText("退回理由：请补充第三季度的抽查情况").waitFor();
  assert.deepEqual(await findings(office), []);
  for (const page of [clerk, reviewer, office]) await page.context().close();
});
