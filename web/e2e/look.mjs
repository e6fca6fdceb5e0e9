// What every journey needs: a browser, a logged-in person, a picture, a check for accessibility.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const DESKTOP = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };

/** Debian's Chromium. */
export function launch() {
    return chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
}

/** The people of the demo county, as `sunlot demo start` keeps them beside its database. */
export function people(data) {
    return JSON.parse(readFileSync(`${data}/demo.json`, "utf8")).logins;
}

/** A one-time code of a person; a used one is refused, so a journey logs a person in once. */
export function codeOf(sunlot, data, login) {
    const said = execFileSync(sunlot, ["demo", "code", login, "--data", data], {
        encoding: "utf8",
    });
    return /\d{6}/u.exec(said)?.[0] ?? "";
}

/** Logs in by the page, as a person does. */
export async function signIn(page, { sunlot, data, origin, login }) {
    const person = people(data).find((it) => it.login === login);
    await page.goto(`${origin}/office/`);
    await page.getByLabel("登录名").fill(login);
    await page.getByLabel("口令", { exact: true }).fill(person.password);
    await page.getByLabel("动态口令").fill(codeOf(sunlot, data, login));
    await page.getByRole("button", { name: "登录" }).click();
    await page.getByRole("navigation", { name: "主导航" }).waitFor();
}

/** What axe finds on the page, as short lines; none is the only good answer. */
export async function findings(page) {
    await page.evaluate(AXE);
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const found = await page.evaluate((values) => globalThis.axe.run({ runOnly: values }), tags);
    return found.violations.flatMap((rule) =>
        rule.nodes.map(
            (node) => `${rule.id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`,
        ),
    );
}
