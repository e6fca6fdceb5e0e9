// Whole bundles: every case of spec/fixtures/checks gets exactly the verdict written there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { unpack, verifyBundle } from "../dist/api.mjs";
import { bytes, fixtures, patched } from "./bundles.mjs";
import { zipSync } from "fflate";

const { bases, cases } = fixtures();
const verdict = (files) => {
  const { report } = verifyBundle(bytes(files));
  return report.verdict === "accepted" ? "accepted" : report.failed;
};

test("the fixtures name every check", () => {
  const named = new Set(cases.map((c) => c.expect));
  for (let i = 1; i <= 27; i++) assert.ok(named.has(`V-${String(i).padStart(2, "0")}`), `V-${i}`);
});

for (const c of cases) {
  test(`${c.case} ${c.what ?? ""} → ${c.expect}`, () => {
    assert.equal(verdict(patched(bases.get(c.base), c.patch ?? {})), c.expect);
  });
}

test("a failure names file, place, found and expected; nothing is checked behind it", () => {
  const c = cases.find((x) => x.expect === "V-18");
  const { report } = verifyBundle(bytes(patched(bases.get(c.base), c.patch)));
  const i = report.checks.findIndex((x) => x.verdict === "fail");
  const d = report.checks[i].deviation;
  for (const k of ["file", "place", "found", "expected", "message"]) assert.ok(d[k] !== "", k);
  assert.ok(report.checks.slice(i + 1).every((x) => x.verdict === "not reached"));
});

test("an archive that ends too early is refused in words of ours", () => {
  const zip = zipSync({ "bundle.json": new Uint8Array(5000).map((_, i) => i * i) });
  assert.throws(() => unpack(zip.slice(0, zip.length - 30)), /不完整或已损坏/);
  assert.throws(() => unpack(zip.map((b, i) => (i > 60 && i < 90 ? 0xff : b))), /不完整或已损坏/);
});

test("archives with folders, doubles or too many files are refused", () => {
  const u = new Uint8Array([1]);
  assert.throws(() => unpack(zipSync({ "a/b.json": u })), /文件夹/);
  const many = Object.fromEntries([...Array(17).keys()].map((i) => [`f${i}`, u]));
  assert.throws(() => unpack(zipSync(many)), /超过 16/);
  assert.throws(() => unpack(new Uint8Array([1, 2, 3, 4])), /不是 ZIP/);
});
