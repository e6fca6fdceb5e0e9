// What a layman is told, the company's picture and proof, tampering tried out, challenge and axe.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";
import {
  base, bases, cases, give, open, page_, shots, skip, stageOf, verified, visit,
} from "./browser.mjs";
import { patched, zipFile } from "./bundles.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const lines = (f, name) => f[name].split("\n").filter((l) => l !== "").map((l) => l.split("\t"));

async function ask(page, code) {
  await page.fill("#code", code);
  await page.keyboard.press("Enter");
  await page.waitForFunction((c) => document.querySelector(".answer-head")?.textContent.includes(c), code);
}

test("the course of the draw is told in its own numbers", { skip }, async () => {
  const { page, clean } = await visit();
  const files = open();
  await give(page, files);
  const told = await page.textContent("#story");
  const intent = JSON.parse(files["intent.json"]);
  const frame = lines(files, "frame.tsv");
  assert.ok(told.includes(`共 ${frame.length} 户`), told);
  assert.ok(told.includes(`${frame.filter((r) => r[1] === "E").length} 户参加抽取`));
  assert.ok(told.includes(intent.frame_root.slice(0, 16)));
  for (const c of intent.contributors) {
    assert.ok(told.includes(c.id) && told.includes(c.commit.slice(0, 16)));
  }
  for (const u of JSON.parse(files["result.json"]).units) {
    assert.ok(told.includes(u.unit));
    if (u.cutoff !== "-") assert.ok(told.includes(u.cutoff.slice(0, 16)));
  }
  assert.equal(await page.locator("#themes > li").count(), 7);
  assert.equal(await page.locator("#themes > li.fail").count(), 0);
  await clean();
});

test("a company's answer: picture, place in the queue, and a proof that ends at the root", { skip }, async () => {
  const { page, clean } = await visit();
  const files = open();
  await give(page, files);
  const row = lines(files, "result.tsv").find((r) => r[4] === "S");
  await ask(page, row[0]);
  const picture = page.locator(".unit svg[role=img]").first();
  assert.match(await picture.getAttribute("aria-label"), /中签线左边/);
  assert.ok((await page.textContent("#answer")).includes(`第 ${row[2]} 名`));
  assert.match(await page.locator(".proof .compare-ok").first().textContent(), /底册指纹/);
  assert.equal(await page.locator(".proof .compare-bad").count(), 0);
  await clean();
});

test("a mistyped code is told to be mistyped, besides being proved absent", { skip }, async () => {
  const { page, clean } = await visit();
  await give(page, open());
  await ask(page, "91620422MA7000018X");
  assert.match(await page.textContent("#answer"), /校验位不对/);
  assert.match(await page.textContent(".answer-head"), /不在本次抽取的底册中/);
  await clean();
});

test("the printed sheet of one company holds its answer and nothing else", { skip }, async () => {
  const { page, clean } = await visit();
  const files = open();
  await give(page, files);
  await ask(page, lines(files, "result.tsv")[0][0]);
  await page.evaluate(() => {
    window.print = () => undefined;
  });
  await page.click("text=打印本户的结果和证明");
  await page.emulateMedia({ media: "print" });
  for (const id of ["story-block", "banner", "drop"]) {
    assert.ok(await page.locator(`#${id}`).isHidden(), id);
  }
  assert.ok(await page.locator(".answer-head").isVisible());
  assert.ok(await page.locator(".proof").first().isVisible());
  await clean();
});

for (const change of ["swap", "drop", "nonce", "beacon"]) {
  test(`tampering tried out: ${change} is noticed`, { skip }, async () => {
    const { page, clean } = await visit();
    const files = base((f) => stageOf(f) === "open" && lines(f, "frame.tsv").some((r) => r[1] === "E"
      && !lines(f, "result.tsv").some((x) => x[0] === r[0])));
    await give(page, files);
    await page.click(`[data-change=${change}]`);
    await page.waitForSelector("#tried .compare-ok");
    assert.match(await page.textContent("#tried .compare-ok"), /仍然被发现：V-\d\d/);
    assert.equal(await page.locator("#tried .deviation").count(), 1);
    await clean();
  });
}

test("a refused bundle says what it means and what to do, and tells no story", { skip }, async () => {
  const { page, clean } = await visit();
  const c = cases.find((x) => x.expect === "V-18");
  await give(page, patched(bases.get(c.base), c.patch));
  assert.match(await page.textContent("#failure"), /不是按签号算出来的/);
  assert.ok(await page.locator("#failure-todo li").count() >= 3);
  assert.equal(await page.locator("#failure .deviation").count(), 1);
  assert.ok(await page.locator("#story-block").isHidden());
  assert.match(await page.textContent("#challenge-text"), /V-18/);
  await clean();
});

const problem = (res, status, detail, code) =>
  res.writeHead(status).end(JSON.stringify({ detail, code }));

/** A platform of a few lines: the page, a bundle, and a place for challenges. */
let server;
let at;
let filed = [];
let refuse = false;
before(async () => {
  if (skip) return;
  const zip = readFileSync(zipFile(open()));
  server = createServer((req, res) => {
    const path = req.url.split("?")[0];
    if (path === "/verify") {
      return res.setHeader("content-type", "text/html").end(readFileSync(new URL(page_)));
    }
    if (path.endsWith("D1/bundle.zip")) return res.end(zip);
    if (req.method !== "POST") return problem(res, 404, "没有这次抽取。", "draw.missing");
    let text = "";
    req.on("data", (d) => (text += d));
    req.on("end", () => {
      filed.push({ path, body: JSON.parse(text), key: req.headers["idempotency-key"] });
      if (refuse) return problem(res, 429, "提交得太快。", "too.many");
      res.end(JSON.stringify({ id: "ZY-1", verdict: "refuted" }));
    });
  });
  await new Promise((ok) => server.listen(0, "127.0.0.1", ok));
  at = `http://127.0.0.1:${server.address().port}`;
});
after(() => server?.close());

test("served: the address names a bundle and a company, a challenge is filed", { skip }, async () => {
  filed = [];
  const files = open();
  const code = lines(files, "result.tsv")[0][0];
  const { page, clean } = await visit({}, `${at}/verify?bundle=/api/v1/public/draws/D1/bundle.zip&code=${code}`, at);
  await verified(page);
  await page.waitForSelector(".answer-head");
  refuse = true;
  await page.fill("#challenge-note", "请说明");
  await page.click("#challenge-form button");
  await page.waitForSelector("#challenge-answer .compare-bad");
  assert.match(await page.textContent("#challenge-answer"), /提交得太快。（too.many）/);
  assert.equal(await page.inputValue("#challenge-note"), "请说明");
  refuse = false;
  await page.click("#challenge-form button");
  await page.waitForSelector("#challenge-answer .compare-ok");
  assert.match(await page.textContent("#challenge-answer"), /ZY-1/);
  assert.equal(filed[1].path, "/api/v1/public/draws/D1/challenges");
  assert.equal(filed[1].body.subject, code);
  assert.equal(filed[0].key, filed[1].key);
  await clean([/429/]);
});

test("served: nothing is fetched from elsewhere, and a missing bundle is told in the server's words", { skip }, async () => {
  const away = await visit({}, `${at}/verify?bundle=https://example.org/x.zip`, at);
  await away.page.waitForSelector("#problem:not([hidden])");
  assert.match(await away.page.textContent("#problem"), /不在本站/);
  await away.clean();
  const none = await visit({}, `${at}/verify?bundle=/api/v1/public/draws/none/bundle.zip`, at);
  await none.page.waitForSelector("#problem:not([hidden])");
  assert.equal(await none.page.textContent("#problem"), "没有这次抽取。（draw.missing）");
  await none.clean([/404/]);
});

test("the page saved from the platform works from disk and knows where it came from", { skip }, async () => {
  const { page, clean } = await visit({}, `${at}/verify`, at);
  const coming = page.waitForEvent("download");
  await page.click("#save-page");
  const path = join(mkdtempSync(join(tmpdir(), "sunlot-saved-")), "核验.html");
  await (await coming).saveAs(path);
  await clean();
  const disk = await visit({}, pathToFileURL(path).href);
  await give(disk.page, open());
  assert.match(await disk.page.textContent("#verdict"), /接受|暂不能核验/);
  assert.ok((await disk.page.textContent("#challenge-address")).includes(at));
  assert.ok(await disk.page.locator("#challenge-form").isHidden());
  await disk.clean();
});

const states = {
  start: async () => undefined,
  open: async (page) => {
    const files = open();
    await give(page, files);
    await ask(page, lines(files, "result.tsv")[0][0]);
    for (const d of await page.locator("details").all()) await d.evaluate((x) => (x.open = true));
  },
  sealed: async (page) => give(page, base((f) => stageOf(f) === "sealed")),
  refused: async (page) => {
    const c = cases.find((x) => x.expect === "V-13");
    await give(page, patched(bases.get(c.base), c.patch));
  },
};
for (const [state, reach] of Object.entries(states)) {
  for (const [width, elder, colorScheme] of [[1366, false, "light"], [390, false, "dark"],
    [1366, true, "dark"], [390, true, "light"]]) {
    const name = `${state}-${width}${elder ? "-elder" : ""}-${colorScheme}`;
    test(`axe and overflow: ${name}`, { skip }, async () => {
      const { page, clean } = await visit({ viewport: { width, height: 844 }, colorScheme });
      if (elder) await page.click("#elder");
      await reach(page);
      await page.evaluate(axe);
      const found = await page.evaluate(() => window.axe.run(document,
        { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
      assert.deepEqual(found.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]), []);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
      await page.screenshot({ path: `${shots}${name}.png`, fullPage: true });
      await clean();
    });
  }
}

test("elder mode is remembered where the browser lets it", { skip }, async () => {
  const { page, clean } = await visit({}, `${at}/verify`, at);
  await page.click("#elder");
  await page.reload();
  assert.ok(await page.evaluate(() => document.documentElement.classList.contains("elder")));
  assert.equal(await page.getAttribute("#elder", "aria-pressed"), "true");
  await clean();
});

