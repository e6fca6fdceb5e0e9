// The own SM3 and SHA-256 against OpenSSL, and exact arithmetic against BigInt.
import assert from "node:assert/strict";
import { createHash, getHashes } from "node:crypto";
import { test } from "node:test";
import * as v from "../dist/api.mjs";

/** A small generator with a fixed seed; tests must repeat. */
function random(seed) {
  let x = seed >>> 0;
  return () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return x / 2 ** 32;
  };
}

for (const [h, name] of [[v.SM3, "sm3"], [v.SHA256, "sha256"]]) {
  const skip = getHashes().includes(name) ? false : `OpenSSL 没有 ${name}`;
  test(`${name}: 3000 messages of 0…400 bytes`, { skip }, () => {
    const r = random(7);
    for (let i = 0; i < 3000; i++) {
      const m = Uint8Array.from({ length: Math.floor(r() * 400) }, () => Math.floor(r() * 256));
      assert.equal(v.toHex(v.digest(h, m)), createHash(name).update(m).digest("hex"));
    }
  });
}

test("reduced costs have the sign that BigInt gives", () => {
  const r = random(11);
  const big = (bits) => {
    let x = 0n;
    for (let i = 0; i < bits; i += 30) x = (x << 30n) + BigInt(Math.floor(r() * 2 ** 30));
    return r() < 0.5 ? -x : x;
  };
  const seen = new Set();
  for (let i = 0; i < 20000; i++) {
    const pi = new v.Limbs(2);
    const c = { lo: Math.floor(r() * 2 ** 40), mid: Math.floor(r() * 2 ** 16), hi: 2 ** 25 * (i % 8) };
    const s = r() < 0.5 ? 1 : -1;
    const cost = BigInt(s) * (BigInt(c.lo) + (BigInt(c.mid) << 40n) + (BigInt(c.hi) << 80n));
    const u = big(r() < 0.5 ? 120 : 60);
    // Often exactly tight, or off by one: where a wrong carry would show.
    const w = r() < 0.7 ? u + cost + BigInt(Math.floor(r() * 3) - 1) : big(120);
    assert.ok(pi.set(0, u) && pi.set(1, w));
    const want = cost + u - w;
    const sign = want === 0n ? 0 : want < 0n ? -1 : 1;
    assert.equal(pi.reduced(s * c.lo, s * c.mid, s * c.hi, 0, 1), sign);
    seen.add(sign);
  }
  assert.equal(seen.size, 3);
});
