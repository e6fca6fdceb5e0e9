// The page itself, opened from disk in Chromium: no network, no console error, every journey.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  base, bases, browser, cases, give, open, page_, rules, shots, skip, stageOf, visit,
} from "./browser.mjs";
import { patched, zipFile } from "./bundles.mjs";

test("the page is one file that names nothing outside itself", () => {
  const html = readFileSync(new URL(page_), "utf8");
  const markup = html.replace(/<script>[\s\S]*<\/script>/, "").replace(/<style>[\s\S]*<\/style>/, "");
  assert.ok(!/\b(?:src|href)=["'](?!#)/.test(markup));
  assert.match(html, /default-src 'none'/);
  assert.ok(!/unsafe-inline|unsafe-eval/.test(html.match(/Content-Security-Policy" content="([^"]*)/)[1]));
});

test("a good bundle is accepted and every check shown", { skip }, async () => {
  const { page, clean } = await visit();
  const files = open();
  await give(page, files);
  const words = rules(files).blinded ? /暂不能核验|接受/ : /接受/;
  assert.match(await page.textContent("#verdict"), words);
  assert.equal(await page.locator("#checks > li").count(), 27);
  assert.equal(await page.locator("#checks > li.fail").count(), 0);
  assert.equal(await page.locator("#rehearsal").isHidden(), !rules(files).rehearsal);
  await page.screenshot({ path: `${shots}accepted.png`, fullPage: true });
  await clean();
});

test("company: drawn, not drawn and absent", { skip }, async () => {
  const { page, clean } = await visit();
  const files = open();
  await give(page, files);
  const drawn = files["result.tsv"].split("\n").find((r) => r.split("\t")[4] === "S").split("\t");
  const listed = new Set(files["result.tsv"].split("\n").map((r) => r.split("\t")[0]));
  await page.fill("#code", ` ${drawn[0].toLowerCase()} `);
  await page.click("#ask button");
  await page.waitForSelector(".answer-head");
  assert.match(await page.textContent(".answer-head"), /被抽中/);
  assert.ok((await page.textContent("#answer")).includes(drawn[3]));
  // The printed command, run by a shell, gives a number that the page shows.
  for (const command of await page.locator(".unit .copy pre").allTextContents()) {
    assert.match(command, /^printf '%s' "[0-9a-f]{64}[0-9A-Z_.:#-]+" \| openssl dgst -s/);
    const said = execFileSync("sh", ["-c", command], { encoding: "utf8" });
    const number = said.trim().split(/\s+/).pop();
    const beyond = (await page.textContent("#answer")).replaceAll(command, "");
    assert.ok(beyond.includes(number), number);
  }
  await page.locator("#ask-block").screenshot({ path: `${shots}company.png` });
  const other = files["frame.tsv"].split("\n").find((r) => r.split("\t")[1] === "E"
    && !listed.has(r.split("\t")[0]));
  if (other) {
    await page.fill("#code", other.split("\t")[0]);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => /没有被抽中/.test(document.querySelector(".answer-head")?.textContent));
  }
  await page.fill("#code", "91ZZZZZZZZZZZZZZZZ");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => /不在本次抽取的底册中/.test(document.querySelector(".answer-head")?.textContent));
  await clean();
});

for (const check of ["V-01", "V-09", "V-13", "V-18", "V-23"]) {
  test(`a tampered bundle is refused with ${check} and the place named`, { skip }, async () => {
    const c = cases.find((x) => x.expect === check);
    const { page, clean } = await visit();
    await give(page, patched(bases.get(c.base), c.patch));
    assert.match(await page.textContent("#verdict"), /拒绝/);
    assert.match(await page.textContent("#verdict-text"), new RegExp(check));
    assert.equal(await page.locator("li.fail .check-no").textContent(), check);
    assert.equal(await page.locator("li.fail .deviation").count(), 1);
    if (check === "V-18") await page.screenshot({ path: `${shots}refused.png`, fullPage: true });
    await clean();
  });
}

test("sealed: honest about what cannot be checked yet", { skip }, async () => {
  const { page, clean } = await visit();
  await give(page, base((f) => stageOf(f) === "sealed"));
  assert.match(await page.textContent("#verdict"), /有 \d+ 项因封存或保密未公开，暂不能核验/);
  await page.screenshot({ path: `${shots}sealed.png`, fullPage: true });
  await clean();
});

test("loose files, without a worker, give the same report", { skip }, async () => {
  const { page, clean } = await visit({}, `${page_}#main-thread`);
  const files = open();
  const dir = mkdtempSync(join(tmpdir(), "sunlot-loose-"));
  const paths = Object.entries(files).map(([n, t]) => {
    writeFileSync(join(dir, n), t);
    return join(dir, n);
  });
  await page.setInputFiles("#file", paths);
  await page.waitForFunction(() => !document.getElementById("result").hidden);
  assert.equal(await page.locator("#checks > li.fail").count(), 0);
  await page.fill("#code", files["frame.tsv"].split("\t")[0]);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".answer-head");
  await clean();
});

test("a browser without anything newer than Chromium 90", { skip }, async () => {
  const context = await browser().newContext();
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (e) => errors.push(String(e)));
  // The init script does not reach workers, so the page does the work itself.
  await page.addInitScript(() => {
    delete Object.hasOwn;
    delete Object.groupBy;
    delete globalThis.structuredClone;
    delete String.prototype.isWellFormed;
    delete Uint8Array.prototype.toHex;
    delete Uint8Array.fromHex;
    for (const t of [Array, Uint8Array, String]) delete t.prototype.at;
    for (const k of ["findLast", "findLastIndex", "toSorted", "toReversed", "with"]) {
      delete Array.prototype[k];
    }
  });
  await page.goto(`${page_}#main-thread`);
  // One with a drand signature if the fixtures have it: pairings use the most of the library.
  const drand = [...bases.values()].find((f) => /drand-quicknet/.test(f["intent.json"]));
  await give(page, drand ?? open());
  assert.equal(await page.locator("#checks > li.fail").count(), 0);
  assert.deepEqual(errors, []);
  await context.close();
});

test("files dropped on the page are verified", { skip }, async () => {
  const { page, clean } = await visit();
  const files = open();
  await page.evaluate((given) => {
    const data = new DataTransfer();
    for (const [n, t] of Object.entries(given)) data.items.add(new File([t], n));
    for (const type of ["dragover", "drop"]) {
      document.getElementById("drop").dispatchEvent(
        new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }
  }, files);
  await page.waitForFunction(() => !document.getElementById("result").hidden);
  assert.equal(await page.locator("#checks > li.fail").count(), 0);
  await clean();
});

test("a folder is chosen with its path before every name", { skip }, async () => {
  const { page, clean } = await visit();
  const dir = mkdtempSync(join(tmpdir(), "sunlot-folder-"));
  for (const [n, t] of Object.entries(open())) writeFileSync(join(dir, n), t);
  await page.setInputFiles("#folder", dir);
  await page.waitForFunction(() => !document.getElementById("result").hidden);
  assert.equal(await page.locator("#checks > li.fail").count(), 0);
  await clean();
});

test("something that is no bundle gets a clear message", { skip }, async () => {
  const { page, clean } = await visit();
  const path = join(mkdtempSync(join(tmpdir(), "sunlot-none-")), "photo.jpg");
  writeFileSync(path, "not a bundle");
  await page.setInputFiles("#file", path);
  await page.waitForSelector("#problem:not([hidden])");
  assert.match(await page.textContent("#problem"), /bundle\.json/);
  await clean();
});

test("keyboard alone: choose, hear the verdict, ask, export", { skip }, async () => {
  const { page, clean } = await visit();
  const files = open();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "elder");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "choose");
  const chooser = page.waitForEvent("filechooser");
  // The browser is told to hand over its dialog; give it time before the key.
  await page.waitForTimeout(500);
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(zipFile(files));
  await page.waitForFunction(() => !document.getElementById("result").hidden);
  assert.match(await page.textContent("#live"), /核验完成/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "banner");
  for (let i = 0; i < 10; i++) {
    if (await page.evaluate(() => document.activeElement.id) === "code") break;
    await page.keyboard.press("Tab");
  }
  assert.equal(await page.evaluate(() => document.activeElement.id), "code");
  await page.keyboard.type(files["frame.tsv"].split("\t")[0]);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".answer-head");
  for (let i = 0; i < 80; i++) {
    if (await page.evaluate(() => document.activeElement.id) === "export") break;
    await page.keyboard.press("Tab");
  }
  const download = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  const report = JSON.parse(readFileSync(await (await download).path(), "utf8"));
  assert.equal(report.checks.length, 27);
  await clean();
});

test("printed minutes: the same checkpoint agrees, another does not", { skip }, async () => {
  const { page, clean } = await visit();
  const files = open();
  await give(page, files);
  const points = JSON.parse(files["checkpoints.json"]);
  const note = points[points.length - 1].sm3;
  await page.fill("#paste", note.split("\n").slice(0, 3).join("\n"));
  await page.click("#compare");
  assert.match(await page.textContent("#compared"), /一致：/);
  assert.equal(await page.locator("#compared .compare-ok").count(), 1);
  const root = note.split("\n")[2];
  await page.fill("#paste", root.startsWith("A") ? root.replace(/^A/, "B") : root.replace(/^./, "A"));
  await page.click("#compare");
  assert.equal(await page.locator("#compared .compare-bad").count(), 1);
  await clean();
});

/** Contrast of text against what lies behind it, for all visible text. */
const contrasts = () => {
  const parse = (c) => c.match(/[\d.]+/g).map(Number);
  const lum = ([r, g, b]) => [r, g, b].map((v) => {
    const x = v / 255;
    return x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
  }).reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (e) => {
    for (let x = e; x; x = x.parentElement) {
      const c = parse(getComputedStyle(x).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim() !== "");
    if (!own || e.getClientRects().length === 0 || e.closest(".sr, .skip, script, style")) continue;
    const [a, b] = [lum(parse(getComputedStyle(e).color)), lum(behind(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${e.tagName}.${e.className} ${ratio.toFixed(2)}`);
  }
  return poor;
};

for (const [name, options] of [
  ["desktop-light", { viewport: { width: 1280, height: 900 }, colorScheme: "light" }],
  ["desktop-dark", { viewport: { width: 1280, height: 900 }, colorScheme: "dark" }],
  ["phone-light", { viewport: { width: 360, height: 740 }, colorScheme: "light" }],
  ["phone-dark", { viewport: { width: 360, height: 740 }, colorScheme: "dark" }],
]) {
  test(`${name}: nothing overflows, every text has contrast 4.5, labels are there`, { skip }, async () => {
    const { page, clean } = await visit(options);
    await page.screenshot({ path: `${shots}${name}-start.png` });
    const files = open();
    await give(page, files);
    await page.fill("#code", files["result.tsv"].split("\t")[0]);
    await page.click("#ask button");
    await page.waitForSelector(".answer-head");
    for (const d of await page.locator("details").all()) {
      await d.evaluate((x) => x.setAttribute("open", ""));
    }
    assert.deepEqual(await page.evaluate(contrasts), []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `overflow ${wide}`);
    const nameless = await page.evaluate(() => [...document.querySelectorAll("input,textarea,button")]
      .filter((e) => !(e.labels?.length || e.getAttribute("aria-label") || e.textContent.trim()))
      .map((e) => e.id));
    assert.deepEqual(nameless, []);
    await page.evaluate(() => document.querySelectorAll("details").forEach((d) => {
      d.open = false;
    }));
    await page.screenshot({ path: `${shots}${name}.png`, fullPage: true });
    await clean();
  });
}
