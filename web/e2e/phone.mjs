// A phone with the field pages on it: its storage survives when it is turned off and on.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { codeOf, DATA, ORIGIN } from "./county.mjs";
import { PATIENCE, PHONE } from "./look.mjs";

export const UNLOCK = "246810";
const PLACE = { latitude: 35.6912, longitude: 105.0534, accuracy: 12 };

/** Logs in by the page, as a person does. */
export async function logIn(page, { login, password, secret }) {
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("口令", { exact: true }).fill(password);
  if (secret) await page.getByLabel("动态口令").fill(await codeOf(secret, DATA));
  await page.getByRole("button", { name: "登录" }).click();
}

export async function chooseCode(page) {
  await page.getByLabel("设一个解锁码").fill(UNLOCK);
  await page.getByLabel("再输一遍").fill(UNLOCK);
  await page.getByRole("button", { name: "保存解锁码" }).click();
  await page.getByRole("heading", { name: "我的检查" }).waitFor();
}

/** Runs in the page: whether no operation waits in any database of the phone. */
async function allSent() {
  const open = ["kept", "sending", "refused", "conflict"];
  for (const { name } of await indexedDB.databases()) {
    const states = await new Promise((done, failed) => {
      const asked = indexedDB.open(name);
      asked.onerror = () => failed(asked.error);
      asked.onsuccess = () => {
        const ops = asked.result.transaction("ops").objectStore("ops").getAll();
        ops.onsuccess = () => {
          asked.result.close();
          done(ops.result.map((it) => it.state));
        };
      };
    });
    if (states.some((it) => open.includes(it))) return false;
  }
  return true;
}

/** A phone. */
export class Phone {
  #folder = mkdtempSync(join(tmpdir(), "sunlot-phone-"));

  /** Turns it on; without a network when told so. */
  async on({ offline = false } = {}) {
    this.context = await chromium.launchPersistentContext(this.#folder, {
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox"],
      viewport: PHONE,
      locale: "zh-CN",
      timezoneId: "Asia/Shanghai",
      geolocation: PLACE,
      permissions: ["geolocation"],
    });
    this.context.setDefaultTimeout(PATIENCE);
    await this.context.setOffline(offline);
    this.page = this.context.pages()[0] ?? (await this.context.newPage());
    this.faults = [];
    this.page.on("pageerror", (error) => this.faults.push(error.message));
    await this.page.goto(`${ORIGIN}/field/`);
    return this.page;
  }

  async off() {
    await this.context.close();
  }

  /** Ends it for good. */
  async end() {
    await this.off();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async network(there) {
    await this.context.setOffline(!there);
  }

  async go(path) {
    await this.page.goto(`${ORIGIN}/field/${path}`);
  }

  /** Logs in for the first time on this phone and chooses its code. */
  async enter(who) {
    await logIn(this.page, who);
    await this.choose();
  }

  async choose() {
    await chooseCode(this.page);
    // The pages themselves are on the phone before it leaves the network.
    await this.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  }

  async press(name) {
    await this.page.getByRole("button", { name, exact: true }).click();
  }

  /** A stroke on the signature field. */
  async scribble() {
    const field = this.page.getByRole("img", { name: "请当事人手写签名" });
    await field.scrollIntoViewIfNeeded();
    const box = await field.boundingBox();
    const { mouse } = this.page;
    await mouse.move(box.x + 30, box.y + 60);
    await mouse.down();
    for (let step = 1; step <= 12; step += 1) {
      await mouse.move(box.x + 30 + step * 18, box.y + 60 + (step % 2 ? 40 : -10));
    }
    await mouse.up();
  }

  /** Presses what takes a step, and waits until that is on the phone's disk. */
  async take(name) {
    await this.press(name);
    await this.page.getByText("已记在本机").first().waitFor();
  }

  /** Waits until the platform has everything. */
  async sent() {
    await this.page.waitForFunction(allSent, undefined, { timeout: PATIENCE });
    await this.page.getByText("已全部发送").waitFor();
  }
}
