// Runs the journeys, each file against a county of its own, or takes the pictures:
// `node e2e/run.mjs [parts of file names | screenshots]`.
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, start } from "./county.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(here, "../../target");
const SUNLOT = join(target, "debug/sunlot");
const PICTURES = join(here, "../../screenshots");
const FILE_MS = 1_500_000;
const AT_ONCE = Math.min(2, availableParallelism());

const asked = process.argv.slice(2);
const files = readdirSync(here).filter((name) => name.endsWith(".test.mjs"));
const chosen = asked.length ? files.filter((name) => asked.some((it) => name.includes(it))) : files;

const folder = mkdtempSync(join(tmpdir(), "sunlot-journeys-"));
const base = join(folder, "base");

/** Runs a script of node; gives whether it succeeded, and says what it said when it is over. */
function node(args, env) {
  return new Promise((ended) => {
    const child = spawn(process.execPath, args, { env: { ...process.env, ...env } });
    const said = [];
    child.stdout.on("data", (chunk) => said.push(chunk));
    child.stderr.on("data", (chunk) => said.push(chunk));
    child.once("exit", (code) => {
      process.stdout.write(Buffer.concat(said));
      ended(code === 0);
    });
  });
}

/** Runs a script against a fresh copy of the county. */
async function inCounty(name, args) {
  const own = join(folder, name);
  cpSync(base, own, { recursive: true });
  const county = await start(SUNLOT, own, await freePort());
  const env = { SUNLOT_ORIGIN: county.origin, SUNLOT_DEMO_DATA: own, SUNLOT_COUNTY: base };
  const good = await node(args, env);
  await county.stop();
  rmSync(own, { recursive: true });
  return good;
}

/** Takes what waits until nothing does. */
async function worker(waiting, failed) {
  for (let name = waiting.shift(); name; name = waiting.shift()) {
    const limits = ["--test-force-exit", `--test-timeout=${FILE_MS}`];
    const good = await inCounty(name, ["--test", ...limits, join(here, name)]);
    if (!good) failed.push(name);
  }
}

const first = await start(SUNLOT, base, await freePort());
await first.stop();
const failed = [];
if (asked[0] === "screenshots") {
  const good = await inCounty("screenshots", [join(here, "screenshots.mjs"), PICTURES]);
  if (!good) failed.push("screenshots");
} else {
  const waiting = [...chosen];
  await Promise.all(Array.from({ length: AT_ONCE }, () => worker(waiting, failed)));
}
rmSync(folder, { recursive: true });
if (failed.length > 0) console.error(`没有走通：${failed.join("、")}`);
process.exit(failed.length > 0 ? 1 : 0);
