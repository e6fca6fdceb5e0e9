// What anybody does with a published draw: opens it from the portal, hears that it is in order, and
// with one changed byte hears that it is not, and where; by pages of the running platform.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { unzipSync, zipSync } from "fflate";
import { ORIGIN } from "./county.mjs";
import { findings, launch, open, PATIENCE } from "./look.mjs";

let browser;
let bundle;
let draw;
before(async () => {
  browser = await launch();
  const drawn = await (await fetch(`${ORIGIN}/api/v1/public/draws?page_size=100`)).json();
  // An open frame, so that every ticket can be computed again.
  for (const one of drawn.items) {
    const answer = await fetch(`${ORIGIN}/api/v1/public/draws/${one.id}/bundle.zip`);
    if (!answer.ok) continue;
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (!Object.keys(unzipSync(bytes)).some((name) => name.endsWith("result.tsv"))) continue;
    [draw, bundle] = [one, bytes];
    break;
  }
  assert.ok(draw, "the county has published a draw");
});
after(() => browser.close());

async function verdict(page) {
  await page.locator("#result").waitFor({ timeout: 2 * PATIENCE });
  return page.locator("#verdict").textContent();
}

const zip = (buffer) => ({ name: "bundle.zip", mimeType: "application/zip", buffer });

test("从公示端打开一次抽取的核验：通过", async () => {
  const page = await (await open(browser)).newPage();
  await page.goto(`${ORIGIN}/draws/${draw.id}`);
  await page.getByRole("link", { name: /核验/u }).first().click();
  assert.match(await verdict(page), /通过/u);
  assert.deepEqual(await findings(page), []);
  await page.context().close();
});

test("改动一个字节的数据包：拒绝，并指出哪个文件", async () => {
  const files = unzipSync(bundle);
  const name = Object.keys(files).find((it) => it.endsWith("result.tsv"));
  const at = files[name].lastIndexOf("9".charCodeAt(0));
  files[name][at] = "8".charCodeAt(0);
  const page = await (await open(browser)).newPage();
  await page.goto(`${ORIGIN}/verify`);
  await page.locator("#file").setInputFiles(zip(Buffer.from(zipSync(files))));
  assert.match(await verdict(page), /拒绝/u);
  assert.match(await page.locator("#result").textContent(), /result\.tsv/u);
  assert.deepEqual(await findings(page), []);
  await page.context().close();
});

test("没有网络：保存下来的页面照样核验", async () => {
  const context = await open(browser);
  const page = await context.newPage();
  await page.goto(`${ORIGIN}/verify`);
  await context.setOffline(true);
  await page.locator("#file").setInputFiles(zip(Buffer.from(bundle)));
  assert.match(await verdict(page), /通过/u);
  await context.close();
});
