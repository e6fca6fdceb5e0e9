// A register from a file by the pages alone: what cannot be read is refused before anything is
// written, a file with faulty rows says which and why, and another person lets the rest in.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ORIGIN } from "./county.mjs";
import { findings, launch } from "./look.mjs";
import { office } from "./office.mjs";

const HEAD = "统一社会信用代码,名称,主体类型,乡镇代码";
const GOOD = "91620422224850434R,测试导入供销合作社,企业,629922101";
const WRONG_CHECK = "916204222248504349,校验位不对的供销社,企业,629922101";
const SHORT = "91620422,代码太短的供销社,企业,629922101";
const NAMELESS = "916204222248507765,,企业,629922101";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const as = (login) => office(browser, login);

const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

async function upload(page, chosen) {
  await page.goto(`${ORIGIN}/office/imports/new`);
  await page.getByLabel("数据来源").fill("市场监管登记系统");
  await page.getByLabel("来源日期").fill("2026-01-05");
  await page.locator("input[type=file]").setInputFiles(chosen);
  await page.getByRole("button", { name: "上传并核对" }).click();
}

test("错的文件：说明错在哪里，填写的内容都还在", async () => {
  const page = await as("scjg.jihua1");
  await page.goto(`${ORIGIN}/office/imports/new`);
  await page.locator("input[type=file]").setInputFiles(file("名录.docx", "不是表格"));
  await page.getByRole("alert").filter({ hasText: "不是 .csv、.xlsx 文件" }).waitFor();
  await upload(page, file("名录.xlsx", "改了扩展名的文本"));
  const refused = page.locator("main").getByRole("alert");
  await refused.waitFor();
  assert.match(await refused.textContent(), /错误代码/u);
  assert.equal(await page.getByLabel("数据来源").inputValue(), "市场监管登记系统");
  assert.deepEqual(await findings(page), []);
  await page.context().close();
});

test("有错的行：逐行说明，下载改好；另一个人批准，写入之后查得到", async () => {
  const clerk = await as("scjg.jihua1");
  const rows = [HEAD, GOOD, WRONG_CHECK, SHORT, NAMELESS];
  await upload(clerk, file("登记导出.csv", `\uFEFF${rows.join("\r\n")}\r\n`));
  await clerk.waitForURL(/sheet=report/u);
  await clerk.getByText("共读到").waitFor();
  const address = clerk.url().replace(/\?.*$/u, "");
  assert.equal(await clerk.getByRole("button", { name: "批准导入", exact: true }).count(), 0);
  assert.deepEqual(await findings(clerk), []);

  const coming = clerk.waitForEvent("download");
  await clerk.getByRole("link", { name: /下载 \d+ 行未采用的/u }).click();
  const chunks = [];
  for await (const chunk of await (await coming).createReadStream()) chunks.push(chunk);
  const refused = Buffer.concat(chunks).toString("utf8");
  assert.match(refused, /4,91620422,代码太短的供销社,企业,/u);
  assert.doesNotMatch(refused, /91620422224850434R/u);

  await clerk.goto(`${address}?sheet=findings`);
  await clerk.getByRole("row").filter({ hasText: "不能采用" }).first().waitFor();

  const reviewer = await as("scjg.shenhe1");
  await reviewer.goto(address);
  await reviewer.getByRole("button", { name: "批准导入", exact: true }).click();
  const dialog = reviewer.getByRole("dialog");
  await dialog.getByLabel(/理由|意见/u).fill("核对无误，同意");
  await dialog.getByRole("button", { name: "批准导入", exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
  await reviewer.locator("h1", { hasText: /已写入|已导入/u }).waitFor();

  await clerk.goto(`${ORIGIN}/office/subjects`);
  const search = clerk.locator("main").getByRole("searchbox").first();
  await search.fill("测试导入供销");
  await search.press("Enter");
  await clerk.getByRole("row").filter({ hasText: "测试导入供销合作社" }).first().waitFor();
  await clerk.context().close();
  await reviewer.context().close();
});

test("别的部门：看不到、也批不了这次导入", async () => {
  const owner = await as("scjg.jihua1");
  await owner.goto(`${ORIGIN}/office/imports`);
  const link = owner.locator("main tbody").getByRole("link").first();
  const address = await link.getAttribute("href");
  const other = await as("wsjk.shenhe1");
  await other.goto(`${ORIGIN}${address}`);
  await other.locator("main").getByRole("alert").waitFor();
  assert.equal(await other.getByRole("button", { name: "批准导入", exact: true }).count(), 0);
  await owner.context().close();
  await other.context().close();
});
