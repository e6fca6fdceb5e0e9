// From an empty plan to what the public reads: a plan and its task by the pages alone, by the three
// people who each take their step, none of whom is offered the step of another.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ORIGIN } from "./county.mjs";
import { launch, open } from "./look.mjs";
import { act, button, heading, office } from "./office.mjs";

const PLAN = "2027 年度登记事项抽查计划";
const TASK = "登记事项不定向抽查（页面编制）";
const DATES = {
  "计划抽取日期（起）": "2027-03-01",
  "计划抽取日期（止）": "2027-03-10",
  检查起始日: "2027-03-15",
  检查截止日: "2027-05-31",
  完成时限: "2027-06-15",
};

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const as = (login) => office(browser, login);

/** Fills the form of a task; without the ceiling of its item being kept it is refused. */
async function fillTask(page) {
  await page.getByLabel("抽查任务名称").fill(TASK);
  await page.getByLabel("抽查类型").selectOption({ label: "不定向" });
  await page.getByLabel("抽查事项类别").selectOption({ label: "一般" });
  for (const [label, day] of Object.entries(DATES)) await page.getByLabel(label).fill(day);
  await page.getByLabel("在已公布的清单里查找事项").fill("登记事项检查");
  await button(page, "选 登记事项检查").click();
  await page.getByRole("checkbox", { name: "企业", exact: true }).check();
  await page.getByLabel(/^抽查对象范围（文字）/u).fill("在阳和县登记的企业");
  await page.getByLabel(/^比例/u).fill("15%");
}

test("编制、统筹、批准、备案、公示", async () => {
  const planner = await as("scjg.jihua1");
  await planner.goto(`${ORIGIN}/office/plans/new`);
  await planner.getByLabel(/^抽查计划名称/u).fill(PLAN);
  await planner.getByLabel(/^年度/u).fill("2027");
  await button(planner, "保存").click();
  await planner.waitForURL(/sheet=table/u);
  const plan = planner.url().replace(/\?.*$/u, "");
  await planner.getByRole("link", { name: "添加一行（任务）" }).click();
  await fillTask(planner);
  await button(planner, "保存并试算").click();
  const ceiling = /比例上限 10%，任务要抽 15%/u;
  await planner.getByRole("alert").filter({ hasText: ceiling }).waitFor();
  await planner.getByRole("link", { name: "修改", exact: true }).click();
  await planner.getByLabel(/^比例/u).fill("3%");
  await button(planner, "保存并试算").click();
  await planner.getByRole("heading", { name: "从名录到可抽取" }).waitFor();
  await planner.goto(`${plan}?sheet=table`);
  await planner.getByRole("row").filter({ hasText: TASK }).waitFor();
  await act(planner, "提交审核");
  await heading(planner, "部门审核");

  const reviewer = await as("scjg.shenhe1");
  await reviewer.goto(plan);
  await button(reviewer, "退回").waitFor();
  assert.equal(await button(reviewer, "批准").count(), 0, "the joint conference comes first");
  const conference = await as("lxhyb.lianxi1");
  await conference.goto(plan);
  await act(conference, "统筹");
  await reviewer.reload();
  await act(reviewer, "批准");

  await planner.goto(`${plan}?sheet=filings`);
  await act(planner, "报送备案");
  await heading(planner, "已备案");
  const above = await as("sscjg.shangji1");
  await above.goto(`${plan}?sheet=filings`);
  await act(above, "收到备案", (dialog) =>
    dialog.getByLabel(/^备案回执号/u).fill("阳平备〔2027〕7号"),
  );
  await above.getByRole("row").filter({ hasText: "已收到" }).waitFor();
  await act(planner, "公示");
  await heading(planner, "已公示");

  const citizen = await (await open(browser, { javaScriptEnabled: false })).newPage();
  await citizen.goto(`${ORIGIN}/plans`);
  await citizen.getByRole("link", { name: PLAN }).click();
  await citizen.getByRole("row").filter({ hasText: TASK }).waitFor();
});

const COLUMNS =
  "序号,抽查计划编号,抽查计划名称,抽查任务编号,抽查任务名称,抽查类型（定向或不定向）," +
  "抽查事项类别（一般检查或重点检查）,部门联合抽查事项,抽查依据,抽查对象范围,检查主体,计划抽取日期,完成时限,抽查比例,备注";

/** 附件2 as a department fills it in, with one row of this ratio. */
const filledIn = (ratio) => ({
  name: "附件2.csv",
  mimeType: "text/csv",
  buffer: Buffer.from(
    `${COLUMNS}\n1,,,,登记事项抽查（表格导入）,不定向,一般检查事项,登记事项检查,,在阳和县登记的企业,` +
      `阳和县市场监督管理局,2027-04-06,2027-06-30,${ratio},科室填报\n`,
  ),
});

test("附件2：填错的一格说在哪里、怎么改，改好以后整张写入", async () => {
  const page = await as("scjg.jihua1");
  await page.goto(`${ORIGIN}/office/plans/new`);
  await page.getByLabel(/^抽查计划名称/u).fill("2027 年度计划（表格导入）");
  await page.getByLabel(/^年度/u).fill("2027");
  await button(page, "保存").click();
  await page.waitForURL(/sheet=table/u);
  await page.goto(page.url().replace("sheet=table", "sheet=import"));
  await page.locator("input[type=file]").setInputFiles(filledIn("120%"));
  await button(page, "核对").click();
  await page.getByText(/不能采用 1。/u).waitFor();
  await page
    .getByText(/抽查比例/u)
    .first()
    .waitFor();
  assert.ok(await button(page, "写入计划").isDisabled(), "what is wrong is not written");
  await page.locator("input[type=file]").setInputFiles(filledIn("5%"));
  await button(page, "核对").click();
  await page.getByText(/新增 1，变更 0\s*，没有变化 0，不能采用 0。/u).waitFor();
  await button(page, "写入计划").click();
  await page.waitForURL(/sheet=table/u);
  await page.getByRole("row").filter({ hasText: "登记事项抽查（表格导入）" }).waitFor();
  await page.context().close();
});
