// A person without a mouse: goes on with Tab, types, chooses with the arrows, presses Enter.
import { codeOf, DATA, ORIGIN, person } from "./county.mjs";

/** Steps after which a thing counts as out of reach. */
const FAR = 400;

/** Moves the focus with Tab alone until it is on the element. */
export async function tabTo(locator) {
  const page = locator.page();
  await locator.waitFor({ state: "attached" });
  for (let step = 0; step < FAR; step += 1) {
    // While a list of choices is open, the rest of the page is hidden from roles.
    const [there] = await locator.elementHandles();
    if (await there?.evaluate((it) => it === document.activeElement)) return locator;
    await page.keyboard.press("Tab");
  }
  throw new Error(`用 Tab 到不了 ${locator}`);
}

/** Goes to the element and presses it. */
export async function press(locator, key = "Enter") {
  await tabTo(locator);
  await locator.page().keyboard.press(key);
}

/** Goes to the field and types. */
export async function type(locator, text) {
  await tabTo(locator);
  await locator.page().keyboard.type(text);
}

/** Goes to a list of choices and takes the one that begins so. */
export async function choose(locator, text) {
  await tabTo(locator);
  const { keyboard } = locator.page();
  for (let step = 0; step < FAR; step += 1) {
    const now = await locator.evaluate((it) => it.selectedOptions[0]?.textContent?.trim() ?? "");
    if (now.startsWith(text)) return;
    await keyboard.press("ArrowDown");
  }
  throw new Error(`没有这一项：${text}`);
}

/** Logs in at the console. */
export async function enter(page, login) {
  const it = person(login, DATA);
  await page.goto(`${ORIGIN}/office/`);
  await type(page.getByLabel("登录名"), it.login);
  await type(page.getByLabel("口令", { exact: true }), it.password);
  const inside = page.getByRole("navigation", { name: "主导航" });
  const code = page.getByLabel("动态口令");
  while (!(await inside.isVisible())) {
    await tabTo(code);
    await page.keyboard.press("Control+A");
    await page.keyboard.type(await codeOf(it.secret, DATA));
    await page.keyboard.press("Enter");
    await inside.or(page.getByRole("alert")).first().waitFor();
  }
}
