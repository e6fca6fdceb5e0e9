// A draw is prepared and frozen by the pages alone: who takes part is found by name, another person
// freezes, and who watches reads in the log what was done.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ORIGIN } from "./county.mjs";
import { launch } from "./look.mjs";
import { act, button, heading, office } from "./office.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const as = (login) => office(browser, login);

/** Looks somebody up by name in a group of the form, and chooses whoever is found first. */
async function find(page, group, typed) {
  const part = page.getByRole("group", { name: group });
  const box = part.getByRole("combobox", { name: "添加没有参加过的人" });
  await box.click();
  await box.pressSequentially(typed);
  const found = page.getByRole("option").filter({ hasText: typed }).first();
  const name = await found.textContent();
  await found.click();
  await part.getByRole("checkbox", { name, exact: true }).waitFor();
  assert.ok(await part.getByRole("checkbox", { name, exact: true }).isChecked(), name);
  return name;
}

/** Takes back every tick of a group, as somebody does who starts anew. */
async function nobody(page, group) {
  const ticked = page.getByRole("group", { name: group }).getByRole("checkbox", { checked: true });
  while ((await ticked.count()) > 0) await ticked.first().uncheck();
}

test("准备抽取：按姓名找人，另一人批准冻结，监督的人看得到", async () => {
  const planner = await as("scjg.jihua1");
  await planner.goto(`${ORIGIN}/office/tasks?state=ready`);
  await planner.locator("main tbody tr").first().getByRole("link").first().click();
  await planner.getByRole("tab", { name: "抽取", exact: true }).click();
  await planner.getByRole("link", { name: "准备抽取", exact: true }).click();
  const form = planner.url();
  await planner.getByLabel("名单什么时候公开").selectOption("immediate");
  await nobody(planner, "随机数提供方");
  await button(planner, "提交，由另一人批准").click();
  await planner.getByRole("alert").first().waitFor();
  assert.equal(planner.url(), form, "without contributors nothing is prepared");
  const watcher = await find(planner, "随机数提供方", "纪检");
  await find(planner, "随机数提供方", "联席");
  await button(planner, "提交，由另一人批准").click();
  await heading(planner, "待批准冻结");
  const draw = planner.url();
  await planner.getByText(watcher.split("（")[0]).first().waitFor();
  assert.equal(await button(planner, "批准冻结").count(), 0, "who prepares does not freeze");
  // A second draw of the task is not offered while this one stands.
  await planner.goto(form);
  await planner.getByText("这个任务已有一次抽取在进行").waitFor();

  const reviewer = await as("scjg.shenhe1");
  await reviewer.goto(draw);
  await act(reviewer, "批准冻结");
  await heading(reviewer, "已冻结");

  const auditor = await as("shenji");
  await auditor.goto(`${ORIGIN}/office/audit?action=draw.freeze`);
  await auditor.locator("main tbody tr").first().getByRole("link").first().click();
  await auditor.getByRole("heading", { name: /第 \d+ 条/u }).waitFor();
});
