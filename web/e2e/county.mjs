// The demo county that the journeys go through: started once, its people logged in by the page.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { totp } from "./totp.mjs";

/** Where the county answers and where its files are; set by run.mjs. */
export const ORIGIN = process.env.SUNLOT_ORIGIN ?? "http://127.0.0.1:8420";
export const DATA = process.env.SUNLOT_DEMO_DATA ?? "../demo-out/platform";

const STARTED = "阳光签已启动";

/** A port that nobody listens on. */
export function freePort() {
  const probe = createServer();
  return new Promise((found) => {
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
}

/** Starts a county on its own folder and waits until it answers; `stop` ends it in order. */
export function start(sunlot, data, port) {
  const server = spawn(sunlot, ["demo", "start", "--data", data, "--listen", `127.0.0.1:${port}`]);
  let said = "";
  const origin = `http://127.0.0.1:${port}`;
  const stop = () =>
    new Promise((ended) => {
      server.once("exit", ended);
      server.kill("SIGTERM");
    });
  return new Promise((started, failed) => {
    server.once("exit", (code) => failed(new Error(`示例县没有启动（${code}）：\n${said}`)));
    const hear = (chunk) => {
      said += chunk;
      if (said.includes(STARTED)) started({ origin, data, stop });
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
  });
}

/** The county's clock runs ahead or behind ours by a fixed number of seconds. */
function kept(data) {
  const path = `${data}/demo.json`;
  if (!existsSync(path)) throw new Error(`没有 ${path}：先启动示例县`);
  return JSON.parse(readFileSync(path, "utf8"));
}

export function people(data = DATA) {
  return kept(data).logins;
}

/** A person by the login name. */
export function person(login, data = DATA) {
  const found = people(data).find((it) => it.login === login);
  if (!found) throw new Error(`示例县没有给 ${login} 发口令`);
  return found;
}

/** The inspector who can log in: of his department the one with the most visits before him. */
export function inspector(data = DATA) {
  return people(data).find((it) => it.role === "IN");
}

/** Seconds of the county's clock now. */
export function now(data = DATA) {
  return Math.floor(Date.now() / 1000) + kept(data).ahead;
}

const used = new Map();

/** A code that this person has not used yet: each is accepted once, so a second login waits. */
export async function codeOf(secret, data = DATA) {
  for (;;) {
    const code = totp(secret, now(data));
    if (used.get(secret) !== code) {
      used.set(secret, code);
      return code;
    }
    await new Promise((later) => setTimeout(later, 1000));
  }
}
