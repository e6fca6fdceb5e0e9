// A new platform without any account: from the code that the server prints to the first person who
// is inside, by the pages alone.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { freePort } from "./county.mjs";
import { findings, launch, open } from "./look.mjs";
import { button } from "./office.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(here, "../../target");
const SUNLOT = join(target, "debug/sunlot");
const TOKEN = /^[0-9a-f]{64}$/mu;

const folder = mkdtempSync(join(tmpdir(), "sunlot-first-"));
let server;
let browser;
let origin;
let token;

before(async () => {
  const data = join(folder, "data");
  execFileSync(SUNLOT, ["migrate", "--data", data]);
  const listen = `127.0.0.1:${await freePort()}`;
  origin = `http://${listen}`;
  server = spawn(SUNLOT, ["serve", "--data", data, "--listen", listen]);
  token = await new Promise((told, failed) => {
    let said = "";
    const hear = (chunk) => {
      said += chunk;
      const found = TOKEN.exec(said);
      if (found) told(found[0]);
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.once("exit", () => failed(new Error(said)));
  });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await stopped();
  rmSync(folder, { recursive: true });
});

/** Ends the server in order: it writes into its folder until it is gone. */
function stopped() {
  return new Promise((ended) => {
    server.once("exit", ended);
    server.kill("SIGTERM");
  });
}

const PEOPLE = [
  ["系统管理员", "王建国", "wang.jianguo"],
  ["安全管理员（提出授权）", "李敏", "li.min"],
  ["安全管理员（批准授权）", "赵强", "zhao.qiang"],
  ["审计管理员", "陈静", "chen.jing"],
];

async function fill(page, people) {
  await page.getByLabel("机构全称").fill("阳和县市场监督管理局");
  await page.getByLabel("简码").fill("scjg");
  await page.getByLabel("本级区划代码").fill("620422");
  for (const [role, name, login] of people) {
    const group = page.getByRole("group", { name: role });
    await group.getByLabel("姓名").fill(name);
    await group.getByLabel("登录名").fill(login);
  }
}

test("首次启动：口令不对、一人两任都说清楚，建好之后第一个人登录进来", async () => {
  const page = await (await open(browser)).newPage();
  await page.goto(`${origin}/office/`);
  await page.getByRole("heading", { name: "阳光签 首次启动" }).waitFor();
  assert.deepEqual(await findings(page), []);
  await fill(page, [...PEOPLE.slice(0, 3), ["审计管理员", "李敏", "li.min"]]);
  await page.getByLabel("一次性口令").fill("0".repeat(64));
  await button(page, "建立管理员账号").click();
  await page.getByRole("alert").filter({ hasText: "一次性口令不对" }).waitFor();
  await page.getByLabel("一次性口令").fill(token);
  await button(page, "建立管理员账号").click();
  await page.getByRole("alert").filter({ hasText: "四个不同的人" }).waitFor();
  await fill(page, PEOPLE);
  await button(page, "建立管理员账号").click();

  await page.getByRole("heading", { name: "初始口令" }).waitFor();
  assert.deepEqual(await findings(page), []);
  const row = page.getByRole("row").filter({ hasText: "wang.jianguo" });
  const password = await row.locator("code").textContent();
  assert.equal(await page.locator("tbody tr").count(), 4);
  await button(page, "已经抄下，去登录").click();
  await page.getByLabel("登录名").fill("wang.jianguo");
  await page.getByLabel("口令", { exact: true }).fill(password);
  await button(page, "登录").click();
  await page.getByRole("heading", { name: /修改口令/u }).waitFor();

  const later = await (await open(browser)).newPage();
  await later.goto(`${origin}/office/`);
  await button(later, "登录").waitFor();
  assert.equal(await later.getByText("首次启动").count(), 0, "it happens once");
});
