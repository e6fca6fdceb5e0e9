// A day in the field: a visit without a network, told to the platform in the evening; and what
// happens when a second phone was faster.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { as } from "./api.mjs";
import { codeOf, inspector } from "./county.mjs";
import { findings, PATIENCE } from "./look.mjs";
import { logIn, Phone, UNLOCK } from "./phone.mjs";

// A picture of one colour, as small as they get.
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

const me = inspector();
const phone = new Phone();
let leader;
let officer;
let visits;

before(async () => {
  leader = await as("scjg.shenhe1");
  officer = await as(me.login);
  const open = await officer("GET", "/inspections?mine=true&state=pending&page_size=10");
  assert.ok(open.items.length >= 2, "the county has visits that wait");
  visits = open.items;
  for (const { id, version } of visits) {
    await leader("POST", `/inspections/${id}/approve`, { version, advance: true });
  }
  await phone.on();
  await phone.enter(me);
});

after(() => phone.end());

const at = (id) => officer("GET", `/inspections/${id}`);

async function notify(id) {
  await phone.go(`visits/${id}/notify`);
  await phone.page.getByLabel("联系人和电话").fill("市场监督管理局 0943-7881234");
  await phone.take("已经送达，记录下来");
  await phone.sent();
}

async function arrive(id) {
  await phone.go(`visits/${id}/arrive`);
  await phone.press("定位");
  await phone.page.getByText(/定位：北纬 35\.69120/u).waitFor();
  await phone.page.getByLabel("已主动出示执法证件").check();
  await phone.page.getByLabel("当事人一方在场的人").fill("王经理");
  await phone.take("记录到达");
}

async function fillIn(target, id, code, fail) {
  await target.go(`visits/${id}/items/${encodeURIComponent(code)}`);
  await target.press("全部合格");
  if (fail) {
    await target.page.getByRole("radio", { name: "不合格" }).first().check();
    await target.page.getByLabel("情况说明").first().fill(fail);
  }
  await target.take("保存这个事项");
}

async function photograph(id) {
  await phone.go(`visits/${id}/evidence`);
  await phone.page.getByLabel("说明").fill("店内全景");
  const file = { name: "IMG_1.png", mimeType: "image/png", buffer: PICTURE };
  await phone.page.locator("input[type=file][capture]").setInputFiles(file);
  await phone.page.getByText("已存 1 件").waitFor();
}

test("the route is put in order from where one stands, and drawn", async () => {
  const { page } = phone;
  await page.getByRole("button", { name: /全部/u }).click();
  await page.getByRole("button", { name: "按远近排" }).click();
  await page.getByText("已按远近排好").waitFor();
  await page.getByRole("button", { name: "路线图" }).click();
  await page.getByRole("img", { name: /路线示意图，\d+ 家/u }).waitFor();
  await page.getByText(/距您直线 [\d.]+ (?:米|公里)/u).waitFor();
});

test("a visit without a network is told in the evening, once and whole", async () => {
  const [{ id }] = visits;
  await phone.page.getByRole("button", { name: "更新" }).click();
  await phone.page.getByRole("button", { name: "更新" }).waitFor();
  await notify(id);
  const items = (await at(id)).items;
  await phone.network(false);

  await arrive(id);
  for (const [place, item] of items.entries()) {
    await fillIn(phone, id, item.code, place === 0 ? "营业执照未悬挂在醒目位置" : undefined);
  }
  await photograph(id);
  await phone.go(`visits/${id}/sign`);
  await phone.page.getByLabel("签字人姓名").fill("王经理");
  await phone.scribble();
  await phone.take("完成记录，我也签字");
  const count = items.length + 6;
  await phone.page.getByText(new RegExp(`没有网络，${count} 项未发送`, "u")).waitFor();
  assert.deepEqual(await findings(phone.page), []);
  assert.equal((await at(id)).state, "notified", "the platform knows nothing of it yet");

  await phone.off();
  await phone.on({ offline: true });
  await phone.go("queue");
  await phone.page.getByText(new RegExp(`没有网络，${count} 项未发送`, "u")).waitFor();
  assert.deepEqual(await findings(phone.page), []);

  await phone.network(true);
  await phone.sent();
  const visit = await at(id);
  assert.equal(visit.state, "recorded");
  assert.equal(visit.position.latitude, 35.6912, "whoever comes next finds the place");
  assert.equal(visit.intact, true);
  assert.match(visit.arrival.place, /北纬 35\.69120，东经 105\.05340，误差 12 米/u);
  assert.ok(visit.arrival.told_at > visit.arrival.at, "told later than it was");
  assert.equal(visit.company.name, "王经理");
  assert.equal(visit.evidence.length, 2);
  for (const it of visit.evidence) {
    assert.ok(it.captured_at < it.uploaded_at, "captured before it was sent");
  }
  const failed = visit.items
    .flatMap((it) => it.checked.answers)
    .filter((it) => it.outcome === "fail");
  assert.deepEqual(
    failed.map((it) => it.note),
    ["营业执照未悬挂在醒目位置"],
  );
  assert.deepEqual(visit.team.map((it) => it.signed).sort(), [false, true]);
  await phone.go(`visits/${id}`);
  await phone.page
    .getByText(/平台已记录，日志序号 \d+/u)
    .first()
    .waitFor();
  assert.deepEqual(phone.faults, []);
});

test("what the phone hashed is what the platform keeps", async () => {
  const [{ id }] = visits;
  const { evidence } = await at(id);
  const kept = await phone.page.evaluate(
    async (ids) => {
      const texts = [];
      for (const one of ids) {
        const answer = await fetch(`/api/v1/evidence/${one}/content`);
        texts.push(Array.from(new Uint8Array(await answer.arrayBuffer())));
      }
      return texts;
    },
    evidence.map((it) => it.id),
  );
  const hashes = kept.map((it) => createHash("sha256").update(Buffer.from(it)).digest("hex"));
  assert.deepEqual(
    hashes,
    evidence.map((it) => it.sha256),
  );
});

test("the second officer signs on his own phone, and the visit is over", async () => {
  const [{ id }] = visits;
  const admin = await as("xitong");
  const { team } = await at(id);
  const other = team.find((it) => !it.signed);
  const login = `zf.${other.certificate.toLowerCase()}`;
  const [account] = (await admin("GET", `/accounts?q=${login}`)).items;
  const reset = await admin("POST", `/accounts/${account.id}/reset-password`, {
    version: account.version,
    reason: "本人忘记口令",
  });
  const second = new Phone();
  const page = await second.on();
  await logIn(page, { login, password: reset.start_password });
  await page.getByLabel("现在的口令").fill(reset.start_password);
  await page.getByLabel("新口令", { exact: true }).fill("Yanghe-second-officer-7731");
  await page.getByLabel("再输一遍新口令").fill("Yanghe-second-officer-7731");
  await second.press("修改口令");
  await second.choose();
  await second.go(`visits/${id}/sign`);
  await second.take("我已阅读，签字");
  await second.sent();
  assert.equal((await at(id)).state, "signed");
  await second.end();
});

test("of two phones that changed the same, neither overwrites the other unasked", async () => {
  const [, { id }] = visits;
  await notify(id);
  await arrive(id);
  await phone.sent();
  const [item] = (await at(id)).items;

  const other = new Phone();
  await other.on();
  await other.enter(me);

  await phone.network(false);
  await fillIn(phone, id, item.code, "本机：名称牌匾不一致");
  await fillIn(other, id, item.code, "另一台：台账缺页");
  await other.sent();

  await phone.network(true);
  await phone.go(`visits/${id}`);
  const both = phone.page.getByRole("region", { name: "两边的内容" });
  await both.waitFor();
  assert.match(await both.innerText(), /本机：名称牌匾不一致/u);
  assert.match(await both.innerText(), /另一台：台账缺页/u);
  assert.deepEqual(await findings(phone.page), []);
  const note = async () => (await at(id)).items[0].checked.answers.map((it) => it.note).join("");
  assert.equal(await note(), "另一台：台账缺页", "nothing was overwritten");

  await phone.press("以本机的为准，重新发送");
  await phone.sent();
  assert.equal(await note(), "本机：名称牌匾不一致");
  await other.end();
});

test("a lapsed session loses nothing: the phone asks, and sends on", async () => {
  const [, { id }] = visits;
  await phone.context.clearCookies();
  await photograph(id);
  const again = phone.page.getByRole("button", { name: "登录已过期，请登录" });
  await again.waitFor();
  assert.equal((await at(id)).evidence.length, 0);
  await again.click();
  const dialog = phone.page.getByRole("dialog");
  await dialog.getByLabel("口令", { exact: true }).fill(me.password);
  await dialog.getByLabel("动态口令").fill(await codeOf(me.secret));
  assert.deepEqual(await findings(phone.page), []);
  await dialog.getByRole("button", { name: "登录" }).click();
  await phone.sent();
  assert.equal((await at(id)).evidence.length, 1);
});

test("a status is proposed and taken back; a refusal to sign has reason and witness", async () => {
  const [, { id }] = visits;
  await phone.go(`visits/${id}/outcome`);
  await phone.page.getByLabel("状态").selectOption({ label: "查无下落" });
  await phone.page.getByRole("group", { name: "常用说法" }).getByRole("button").click();
  await phone.take("提出以状态结束");
  await phone.sent();
  assert.equal((await at(id)).outcome_waits, true);
  await phone.go(`visits/${id}/outcome`);
  await phone.take("不同意");
  await phone.sent();
  // What the queue has sent is asked for until the platform shows it.
  for (const end = Date.now() + PATIENCE; (await at(id)).outcome_waits;) {
    assert.ok(Date.now() < end, "the proposal still waits");
  }

  for (const item of (await at(id)).items.filter((it) => !it.checked)) {
    await fillIn(phone, id, item.code);
  }
  await phone.go(`visits/${id}/sign`);
  await phone.page.getByRole("radio", { name: "当事人拒绝签字" }).check();
  await phone.page.getByLabel("拒绝的理由").fill("不认可检查结论");
  await phone.page.getByLabel("见证人").fill("第二名执法人员");
  await phone.take("完成记录，我也签字");
  await phone.sent();
  const { state, company } = await at(id);
  assert.equal(state, "recorded");
  const { signed, reason, witness } = company;
  assert.deepEqual(
    { signed, reason, witness },
    {
      signed: false,
      reason: "不认可检查结论",
      witness: "第二名执法人员",
    },
  );
});

test("a phone that was left alone is locked, and five wrong codes end it", async () => {
  const { page } = phone;
  await page.evaluate(() => localStorage.setItem("sunlot-field-active", "0"));
  await phone.go("");
  await page.getByRole("heading", { name: "执法端已锁定" }).waitFor();
  assert.equal(await page.getByRole("heading", { name: "我的检查" }).isVisible(), false);
  assert.deepEqual(await findings(page), []);
  await page.getByLabel("解锁码").fill("000000");
  await phone.press("解锁");
  await page.getByText("还可以试 4 次").waitFor();
  await page.getByLabel("解锁码").fill(UNLOCK);
  await phone.press("解锁");
  await page.getByRole("heading", { name: "我的检查" }).waitFor();

  await page.evaluate(() => localStorage.setItem("sunlot-field-active", "0"));
  await phone.go("");
  for (let left = 4; left >= 0; left -= 1) {
    await page.getByLabel("解锁码").fill("000000");
    await phone.press("解锁");
    if (left > 0) await page.getByText(`还可以试 ${left} 次`).waitFor();
  }
  await page.getByLabel("登录名").waitFor();
  await phone.go("");
  await page.getByLabel("登录名").waitFor();
  assert.equal(await page.getByLabel("设一个解锁码").isVisible(), false);
});
