// The page in a real browser, with fixtures at hand; every error and every request is noticed.
import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import { after, before } from "node:test";
import { chromium } from "playwright-core";
import { fixtures, zipFile } from "./bundles.mjs";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const skip = existsSync(executablePath) ? false : `没有 ${executablePath}，跳过浏览器测试`;
export const page_ = new URL("../dist/verify.html", import.meta.url).href;
export const shots = new URL("../dist/shots/", import.meta.url).pathname;
export const { bases, cases } = fixtures();
let running;
export const browser = () => running;

before(async () => {
  if (skip) return;
  mkdirSync(shots, { recursive: true });
  running = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
});
after(async () => {
  await running?.close();
});

export const stageOf = (f) => JSON.parse(f["bundle.json"]).stage;
export const rules = (f) => JSON.parse(f["rules.json"]);

/** A base that fits, e.g. open with a frame. */
export function base(fits) {
  for (const f of bases.values()) if (fits(f)) return f;
  assert.fail("no such fixture");
}
export const open = () => base((f) => stageOf(f) === "open" && f["frame.tsv"] && f["matching.tsv"]
  && / *S\t/.test(f["result.tsv"]));

/** Opens the page, watching for errors and for requests to anywhere but `home`. */
export async function visit(options = {}, address = page_, home = "file:") {
  const context = await running.newContext({ acceptDownloads: true, ...options });
  const page = await context.newPage();
  const errors = [];
  const requests = [];
  page.on("console", (m) => {
    if (m.type() === "error" || m.type() === "warning") errors.push(m.text());
  });
  page.on("pageerror", (e) => errors.push(String(e)));
  page.on("request", (r) => {
    if (!r.url().startsWith(home) && !r.url().startsWith("blob:")) requests.push(r.url());
  });
  await page.goto(address);
  return { page, clean: async (known = []) => {
    assert.deepEqual(errors.filter((e) => !known.some((k) => k.test(e))), []);
    assert.deepEqual(requests, []);
    await context.close();
  } };
}

export async function give(page, files) {
  await page.setInputFiles("#file", zipFile(files));
  await verified(page);
}

export async function verified(page) {
  await page.waitForFunction(() => !document.getElementById("result").hidden);
}
