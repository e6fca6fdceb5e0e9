// The draw ceremony from the preparation to the dispatch, each party at its own desk: a sealed draw
// with holders, and an open one that the big screen computes itself. The county is this file's own,
// because its clock is put forward between the steps.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { codeOf, freePort, now, person, start } from "./county.mjs";
import { findings, launch, open } from "./look.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(here, "../../target");
const SUNLOT = join(target, "debug/sunlot");
const BOARD = { width: 1920, height: 1080 };
const pictures = process.env.SUNLOT_PICTURES ?? join(here, "../../demo-out/ceremony");

const PLANNER = "scjg.jihua1";
const REVIEWER = "scjg.shenhe1";
const CONTRIBUTORS = ["jjw.jijian1", "lxhyb.lianxi1"];
const RECORDERS = ["wsjk.jihua1", "wsjk.shenhe1"];
const HOLDERS = [
  ["shangji", "sscjg.shangji1"],
  ["weijian", "wsjk.shenhe1"],
];
const DIGITS = "31415926535897932384";

const folder = mkdtempSync(join(tmpdir(), "sunlot-ceremony-"));
const data = join(folder, "platform");
let port;
let county;
let browser;
const desks = new Map();

before(async () => {
  mkdirSync(pictures, { recursive: true });
  if (process.env.SUNLOT_COUNTY) cpSync(process.env.SUNLOT_COUNTY, data, { recursive: true });
  port = await freePort();
  county = await start(SUNLOT, data, port);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await county?.stop();
  rmSync(folder, { recursive: true });
});

/** Puts the county's clock forward: it stops, its offset is changed, it starts again. */
async function later(seconds) {
  await county.stop();
  const path = join(data, "demo.json");
  const kept = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify({ ...kept, ahead: kept.ahead + seconds }));
  county = await start(SUNLOT, data, port);
}

const time = (ahead) => `${new Date((now(data) + ahead) * 1000).toISOString().slice(0, 19)}Z`;

async function logIn(page, login) {
  const it = person(login, data);
  await page.getByLabel("登录名").fill(it.login);
  await page.getByLabel("口令", { exact: true }).fill(it.password);
  await page.getByLabel("动态口令").fill(await codeOf(it.secret, data));
  await page.getByRole("button", { name: "登录" }).click();
}

/** Somebody's own computer, at a page of the ceremony; what the browser keeps stays with it. */
async function desk(login, path, viewport) {
  if (!desks.has(login)) desks.set(login, await (await open(browser)).newPage());
  const page = desks.get(login);
  if (viewport) await page.setViewportSize(viewport);
  await page.goto(`${county.origin}/ceremony${path}`);
  const door = page.getByLabel("登录名");
  const inside = page.locator("#main h1, .stage-head h1").first();
  await door.or(inside).first().waitFor();
  const refused = page.getByText("错误代码");
  // A code may grow too old on its way.
  while (await door.isVisible()) {
    await logIn(page, login);
    await inside.or(refused).first().waitFor();
    if (await inside.isVisible()) break;
  }
  return page;
}

/** A call by the page's own session. */
function call(page, method, path, body) {
  return page.evaluate(
    async ([verb, address, content]) => {
      const session = await (await fetch("/api/v1/session")).json();
      const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), String).join("");
      const answer = await fetch(address, {
        method: verb,
        headers: {
          "content-type": "application/json",
          "x-csrf-token": session.csrf_token,
          "idempotency-key": key,
        },
        ...(content ? { body: JSON.stringify(content) } : {}),
      });
      const found = await answer.json();
      if (!answer.ok) throw new Error(`${address}: ${found.code} ${found.detail}`);
      return found;
    },
    [method, path, body],
  );
}

async function accountOf(login) {
  const page = await desk(login, "/");
  return (await call(page, "GET", "/api/v1/session")).account;
}

/** A holder makes a key at the page and keeps the file; the public part is read out. */
async function holderKey(login, name) {
  const page = await desk(login, "/key");
  await page.getByLabel("公开的名称").fill(name);
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "生成并保存钥匙文件" }).click();
  const path = join(folder, `${name}.key`);
  await (await coming).saveAs(path);
  return { name, path, sm2: await page.locator(".notice code").textContent() };
}

async function prepare(taskName, publication, keys) {
  const accounts = {};
  const people = [...CONTRIBUTORS, ...RECORDERS, ...HOLDERS.map(([, login]) => login)];
  for (const login of people) accounts[login] = await accountOf(login);
  const page = await desk(PLANNER, "/");
  const tasks = await call(page, "GET", "/api/v1/tasks?page_size=200");
  const task = tasks.items.find((it) => it.form.name === taskName && it.state === "ready");
  const holders = keys.map((key, i) => ({
    name: key.name,
    sm2: key.sm2,
    account: accounts[HOLDERS[i][1]],
  }));
  return call(page, "POST", `/api/v1/tasks/${task.id}/draws`, {
    publication,
    contributors: CONTRIBUTORS.map((login) => accounts[login]),
    recorders: RECORDERS.map((login) => accounts[login]),
    holders,
    beacon: "ceremony",
    round: 1,
    reveal_by: time(30 * 60),
    beacon_at: time(60 * 60),
    deadline: time(5 * 3600),
    band: 2,
    release_at: [time(2 * 3600)],
  });
}

/** The step's button on the stage, and the stage that follows. */
async function press(login, id, button, next) {
  const page = await desk(login, `/${id}`, BOARD);
  await page.getByRole("button", { name: button }).click();
  await page.getByRole("heading", { name: next, level: 2 }).first().waitFor();
  return page;
}

/** Everybody on the board can read it, axe too. */
async function looked(page, name) {
  assert.deepEqual(await findings(page), [], name);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(wide, false, `${name} 横向溢出`);
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

async function promises(id) {
  for (const login of CONTRIBUTORS) {
    const page = await desk(login, `/${id}/contribute`);
    await page.getByRole("button", { name: "生成随机数并交承诺" }).click();
    await page.getByText("承诺已交，与这台电脑上的随机数一致").waitFor();
    await looked(page, "contribute");
  }
}

async function reveals(id) {
  for (const login of CONTRIBUTORS) {
    const page = await desk(login, `/${id}/contribute`);
    await page.getByRole("button", { name: "揭示", exact: true }).click();
    await page.getByText("揭示，与承诺一致").waitFor();
  }
}

async function sheets(id) {
  for (const [i, login] of RECORDERS.entries()) {
    const page = await desk(login, `/${id}/record`);
    await page.getByLabel("20 位数字").fill(i === 0 ? DIGITS.replace(/4$/u, "5") : DIGITS);
    await page.getByRole("button", { name: "核对无误，提交" }).click();
    await page.getByText(i === 0 ? "正在等另一位记录人" : "两份记录单不一致").waitFor();
    await looked(page, `record-${i}`);
  }
  // The first recorder looks at his paper again.
  const page = await desk(RECORDERS[0], `/${id}/record`);
  await page.getByLabel("20 位数字").fill(DIGITS);
  await page.getByRole("button", { name: "核对无误，提交" }).click();
  await page.getByText("两份记录单一致").waitFor();
}

test("a sealed draw: nobody sees a name, everybody sees that nothing was changed", async () => {
  const keys = [];
  for (const [name, login] of HOLDERS) keys.push(await holderKey(login, name));
  const { id } = await prepare("特种设备使用单位抽查", "sealed", keys);

  await looked(await desk(PLANNER, `/${id}`, BOARD), "1-opening");
  assert.equal(await desks.get(PLANNER).getByRole("button", { name: "批准并冻结" }).count(), 0);
  await press(REVIEWER, id, "批准并冻结", "各方交承诺");
  await promises(id);
  const stage = await desk(PLANNER, `/${id}`, BOARD);
  await looked(stage, "2-promises");
  await press(PLANNER, id, "公布抽取意向", "揭示随机数");

  for (const [i, [, login]] of HOLDERS.entries()) {
    const page = await desk(login, `/${id}/hold`);
    // The other's key opens nothing, and nothing is signed.
    await page.getByLabel(/托管钥匙文件/u).setInputFiles(keys[1 - i].path);
    await page.getByRole("button", { name: "打开、核对并签收" }).click();
    await page.getByText("密封件打不开").waitFor();
    await page.getByLabel(/托管钥匙文件/u).setInputFiles(keys[i].path);
    await page.getByRole("button", { name: "打开、核对并签收" }).click();
    await page.getByText("核对并签收。").waitFor();
    await looked(page, "hold");
  }
  await reveals(id);
  await stage.getByText("各方都已揭示").waitFor();
  await looked(stage, "3-reveals");

  await later(31 * 60);
  await press(PLANNER, id, "截止揭示", "公共随机数");
  await later(30 * 60);
  await sheets(id);
  const board = await press(PLANNER, id, /^抽取$/u, "匹配检查人员");
  await board.getByRole("heading", { name: "已抽取，结果封存" }).waitFor();
  const shown = await board.locator("#main").textContent();
  assert.ok(!/9[123]\d{6}[0-9A-Z]{10}/u.test(shown), "封存的结果不显示编码");
  await board.getByText("的检查点").first().waitFor();
  await looked(board, "5-sealed");
  await press(PLANNER, id, "匹配检查人员", "派发第 1 批");

  await later(3600);
  const release = await desk(REVIEWER, `/${id}`, BOARD);
  await release.getByRole("button", { name: "派发" }).click();
  await stepUp(release);
  await release.getByRole("heading", { name: "启封", level: 2 }).waitFor();
  await release.getByRole("button", { name: "启封" }).click();
  await release.getByRole("heading", { name: "已完成", level: 2 }).waitFor();
  await verified(release);
  await looked(release, "7-end");

  const minutes = await desk(PLANNER, `/${id}/minutes`);
  await minutes.getByRole("heading", { name: "在场各方签名" }).waitFor();
  assert.ok((await minutes.locator("main").textContent()).includes("3141 5926"));
  await looked(minutes, "8-minutes");
});

/** The screen's own verifier has ended, and found nothing. */
async function verified(page) {
  const notice = page.locator("p.notice.good, p.notice.warn, p.notice.bad").first();
  await notice.waitFor({ timeout: 240_000 });
  assert.match(await notice.textContent(), /没有发现问题/u);
}

/** The second proof, when the platform asks for it. */
async function stepUp(page) {
  const asked = page.getByRole("heading", { name: "请再次验证身份" });
  const done = page.getByRole("heading", { name: "启封", level: 2 });
  await asked.or(done).first().waitFor();
  if (!(await asked.isVisible())) return;
  await page.getByLabel("动态口令").fill(await codeOf(person(REVIEWER, data).secret, data));
  await page.getByRole("button", { name: "确认" }).click();
}

/** Code and ticket of each line; the names beside them come from the register, later. */
const tickets = (board) =>
  board
    .locator(".tickets li")
    .evaluateAll((lines) =>
      lines.map((line) => [line.children[0].textContent, line.children[1].textContent]),
    );

test("an open draw: the screen computes it first, and the platform agrees", async () => {
  const { id } = await prepare("手机销售抽查（待冻结）", "immediate", []);
  await press(REVIEWER, id, "批准并冻结", "各方交承诺");
  await promises(id);
  await press(PLANNER, id, "公布抽取意向", "揭示随机数");
  await reveals(id);
  await later(31 * 60);
  await press(PLANNER, id, "截止揭示", "公共随机数");
  await later(30 * 60);
  await sheets(id);

  const board = await desk(PLANNER, `/${id}`, BOARD);
  await board.getByText("的签号已全部算完").waitFor({ timeout: 240_000 });
  await board.getByRole("button", { name: /一次列完/u }).click();
  const own = await tickets(board);
  assert.ok(own.length > 0);
  await looked(board, "4-computed");
  await board.getByRole("button", { name: /^抽取$/u }).click();
  await board.getByText("完全一致").waitFor({ timeout: 240_000 });
  assert.deepEqual(await tickets(board), own);
  await looked(board, "6-open");
  await board.getByRole("button", { name: "深色 / 浅色" }).click();
  await looked(board, "6-open-dark");
});
