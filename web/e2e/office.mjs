// How a person works in the console: logs in, presses a button of a record, fills its form.
import { open, signIn } from "./look.mjs";

/** The console of a person, in a window of its own. */
export async function office(browser, login) {
  const page = await (await open(browser)).newPage();
  await signIn(page, { login });
  return page;
}

export const button = (scope, name) => scope.getByRole("button", { name, exact: true });

/** Waits until the heading of the record says its state. */
export const heading = (page, state) => page.locator("h1", { hasText: state }).waitFor();

/** Presses a button of the record, fills the form that opens, and presses it there again. */
export async function act(page, name, fill = async () => {}) {
  await button(page, name).click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await fill(dialog);
  await button(dialog, name).click();
  await dialog.waitFor({ state: "hidden" });
}
