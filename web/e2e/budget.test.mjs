// What a first visit costs over the wire, and what the style sheets ask of a browser.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ORIGIN } from "./county.mjs";
import { launch, open, signIn } from "./look.mjs";
import { NEWER_CSS } from "./old.mjs";

const KIB = 1024;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Bytes of every answer's body as sent, and the style sheets among them. */
function weigh(page) {
  const sizes = [];
  const styles = [];
  page.on("requestfinished", (request) => {
    sizes.push(request.sizes().then((it) => it.responseBodySize));
    if (request.resourceType() === "stylesheet") {
      styles.push(request.response().then((it) => it.text()));
    }
  });
  return {
    styles: () => Promise.all(styles),
    bytes: async () => (await Promise.all(sizes)).reduce((sum, it) => sum + it, 0),
  };
}

function young(sheets) {
  return NEWER_CSS.filter(([feature]) => sheets.some((text) => feature.test(text))).map(
    ([, name]) => name,
  );
}

test("公示端首次打开不到 200 KiB", async () => {
  const page = await (await open(browser)).newPage();
  const load = weigh(page);
  await page.goto(`${ORIGIN}/`);
  await page.waitForLoadState("networkidle");
  const bytes = await load.bytes();
  assert.ok(bytes > 0 && bytes < 200 * KIB, `${bytes} 字节`);
  assert.deepEqual(young(await load.styles()), []);
});

test("办公端首次打开连同工作台不到 700 KiB", async () => {
  const page = await (await open(browser)).newPage();
  const load = weigh(page);
  await signIn(page, { login: "wsjk.jihua1" });
  await page.waitForLoadState("networkidle");
  const bytes = await load.bytes();
  assert.ok(bytes > 0 && bytes < 700 * KIB, `${bytes} 字节`);
  assert.deepEqual(young(await load.styles()), []);
});
