// From an entered result to what the public reads, and back by an objection: by the pages alone, as
// three people of a department and a company that only has the code of its notice.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ORIGIN } from "./county.mjs";
import { launch, open } from "./look.mjs";
import { act, heading, office } from "./office.mjs";

const CODE = /[0-9A-Z]{26}/u;
const COMPLAINT = "当日正常经营，检查人员没有到达现场，结果与事实不符，请复核。";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const as = (login) => office(browser, login);

test("审核、公示、异议", async () => {
  const reviewer = await as("scjg.shenhe1");
  const group = reviewer.getByRole("region", { name: "待审核的检查结果" });
  await group.getByRole("link").first().click();
  await reviewer.waitForURL(/inspection-parts\//u);
  const address = reviewer.url();
  await act(reviewer, "审核", (dialog) => dialog.getByLabel("通过", { exact: true }).check());
  await heading(reviewer, "待公示");
  const offered = reviewer.getByRole("button", { name: "公示", exact: true });
  assert.equal(await offered.count(), 0, "who reviewed does not publish");

  const publisher = await as("scjg.jihua1");
  await publisher.goto(address);
  await act(publisher, "公示");
  await heading(publisher, "已公示");
  const visit = publisher.getByRole("link", { name: /^\d{18,}-\d+$/u }).first();
  const number = await visit.textContent();
  await visit.click();
  await publisher.getByRole("tab", { name: "检查通知" }).click();
  const code = CODE.exec(await publisher.getByText(CODE).first().textContent())[0];

  const company = await (await open(browser, { javaScriptEnabled: false })).newPage();
  await company.goto(`${ORIGIN}/objections`);
  await company.getByLabel(/检查码/u).fill(code);
  await company.getByRole("button", { name: "查看" }).click();
  await company.getByRole("heading", { name: `检查 ${number}`, exact: true }).waitFor();
  const form = company.locator('form[action$="/objections"]').last();
  await form.locator("textarea").fill(COMPLAINT);
  await form.getByRole("button").last().click();
  await company.locator("h1", { hasText: "异议" }).waitFor();

  await publisher.goto(`${ORIGIN}/office/objections`);
  const row = publisher.locator("main tbody tr").first();
  await row.getByRole("link").first().click();
  await publisher.getByText(COMPLAINT).first().waitFor();
});
