// npm run bench -- BUNDLE: opens the page in Chromium with the bundle (folder or ZIP) and prints
// the seconds from choosing it to the verdict, and the longest time the page did not answer.
import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";

const given = process.argv[2];
if (given === undefined) {
  console.error("npm run bench -- BUNDLE");
  process.exit(2);
}
const path = resolve(given);
const files = statSync(path).isDirectory() ? readdirSync(path).map((n) => join(path, n)) : [path];
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const page = await browser.newPage();
await page.goto(new URL("dist/verify.html", import.meta.url).href + (process.argv[3] ?? ""));
await page.evaluate(() => {
  // Marks of a timer show when the page stood still.
  window.gap = 0;
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    window.gap = Math.max(window.gap, now - last);
    last = now;
  }, 20);
});
const start = performance.now();
await page.setInputFiles("#file", files);
await page.waitForFunction(() => !document.getElementById("result").hidden
  || !document.getElementById("problem").hidden, undefined, { timeout: 600000, polling: 50 });
const seconds = (performance.now() - start) / 1000;
console.log(JSON.stringify({
  bundle: given, browser: browser.version(), seconds: Number(seconds.toFixed(2)),
  longest_pause_ms: Math.round(await page.evaluate(() => window.gap)),
  verdict: (await page.textContent("#verdict")) || (await page.textContent("#problem")),
  tally: await page.textContent("#tally"),
}));
await browser.close();
