// What every journey needs: a browser, a logged-in person, a picture, a check for accessibility.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { codeOf, DATA, ORIGIN, person } from "./county.mjs";

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const DESKTOP = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };

/** Debian's Chromium. */
export function launch() {
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
}

/** How long a step may take: long, for a machine that does other work; no test measures it. */
export const PATIENCE = 90_000;

/** A window as in a county office. axe is put in by the debugger, so the policy stays as it is. */
export async function open(browser, options = {}) {
  const context = await browser.newContext({
    viewport: DESKTOP,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    ...options,
  });
  context.setDefaultTimeout(PATIENCE);
  return context;
}

/** Logs in by the page, as a person does. */
export async function signIn(page, { data = DATA, origin = ORIGIN, login, who }) {
  const it = who ?? person(login, data);
  await page.goto(`${origin}/office/`);
  await page.getByLabel("登录名").fill(it.login);
  await page.getByLabel("口令", { exact: true }).fill(it.password);
  const inside = page.getByRole("navigation", { name: "主导航" });
  // A code is accepted once: whoever logged in a moment ago waits for the next one.
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    await page.getByLabel("动态口令").fill(await codeOf(it.secret, data));
    await page.getByRole("button", { name: "登录" }).click();
    await inside.or(page.getByRole("alert")).first().waitFor();
    if (await inside.isVisible()) return;
  }
  throw new Error(`${it.login} 登录不了：${await page.getByRole("alert").textContent()}`);
}

const TRIES_MAX = 3;

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds on the page, as short lines; none is the only good answer. */
export async function findings(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate((values) => globalThis.axe.run({ runOnly: values }), TAGS);
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`),
  );
}
