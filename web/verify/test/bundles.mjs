// Bundles for tests: the bases of spec/fixtures/checks, and a ZIP writer of a few lines.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync, strToU8 } from "fflate";

const corpus = new URL("../../../spec/fixtures/checks/checks.jsonl", import.meta.url);

/** {bases: Map name → files, cases: [{case, base, patch, expect}]} */
export function fixtures() {
  const bases = new Map();
  const cases = [];
  for (const line of readFileSync(corpus, "utf8").split("\n")) {
    if (line === "") continue;
    const d = JSON.parse(line);
    if (d.files) bases.set(d.base, d.files);
    if (d.case) cases.push(d);
  }
  return { bases, cases };
}

export function patched(files, patch) {
  const out = { ...files };
  for (const [n, t] of Object.entries(patch)) {
    if (t === null) delete out[n];
    else out[n] = t;
  }
  return out;
}

export function bytes(files) {
  return new Map(Object.entries(files).map(([n, t]) => [n, strToU8(t)]));
}

/** Writes a ZIP archive into a fresh folder and gives its path. */
export function zipFile(files, name = "bundle.zip") {
  const dir = mkdtempSync(join(tmpdir(), "sunlot-verify-"));
  const path = join(dir, name);
  writeFileSync(path, zipSync(Object.fromEntries(bytes(files)), { level: 6 }));
  return path;
}
