// Runs the journeys, or takes the pictures, against a county of their own:
// `node e2e/run.mjs [parts of file names | screenshots]`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, start } from "./county.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(here, "../../target");
const asked = process.argv.slice(2);
const files = readdirSync(here).filter((name) => name.endsWith(".test.mjs"));
const chosen = asked.length ? files.filter((name) => asked.some((it) => name.includes(it))) : files;

const folder = mkdtempSync(join(tmpdir(), "sunlot-county-"));
const county = await start(
  join(target, "debug/sunlot"),
  join(folder, "platform"),
  await freePort(),
);
const tests = [
  "--test",
  "--test-force-exit",
  "--test-timeout=600000",
  "--test-concurrency=1",
  ...chosen.map((name) => join(here, name)),
];
const pictures = [join(here, "screenshots.mjs"), join(here, "../../screenshots")];
const run = spawnSync(process.execPath, asked[0] === "screenshots" ? pictures : tests, {
  stdio: "inherit",
  env: { ...process.env, SUNLOT_ORIGIN: county.origin, SUNLOT_DEMO_DATA: county.data },
});
await county.stop();
rmSync(folder, { recursive: true });
process.exit(run.status ?? 1);
