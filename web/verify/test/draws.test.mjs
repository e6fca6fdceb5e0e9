// 10,000 random draws, byte for byte those of the Python reference. Draw i takes its numbers from
// SHA-256("draw" TAB i TAB block), two bytes a number; draws_10000.txt holds a digest for each
// thousand, and the Rust test reads the same file.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as v from "../dist/api.mjs";

const written = new URL("../../../crates/sortition/tests/draws_10000.txt", import.meta.url);
const MODES = ["min", "max", "near", "fixed", "all", "alloc"];

function numbersOf(draw) {
  let block = 0;
  let left = [];
  return (bound) => {
    if (left.length === 0) {
      left = [...createHash("sha256").update(`draw\t${draw}\t${block}`).digest()];
      block += 1;
    }
    const value = left[0] * 256 + left[1];
    left = left.slice(2);
    return value % bound;
  };
}

function randomUnit(below, unit) {
  const mode = MODES[below(6)];
  const q = 1 + below(100);
  const group = `G${below(2)}`;
  const atLeastOne = below(2) === 1;
  const start = below(256).toString(16).padStart(2, "0").repeat(32);
  const dir = "+-"[below(2)];
  const u = { unit, group, mode, ratio: null, n: 0, ceiling: null, atLeastOne, alloc: "", share: 1,
    lo: 0, hi: 0, start, dir };
  if (["min", "max", "near"].includes(mode)) u.ratio = { p: below(q + 1), q };
  if (mode === "fixed") u.n = below(20);
  if (mode === "alloc") {
    u.lo = below(4);
    u.alloc = "A";
    u.share = 1 + below(5);
    u.hi = u.lo + below(12);
  }
  if (below(3) === 0) {
    const bound = 1 + below(50);
    u.ceiling = { p: below(bound + 1), q: bound };
  }
  return u;
}

function randomDraw(draw) {
  const below = numbersOf(draw);
  const units = Array.from({ length: 1 + below(4) }, (_, i) => randomUnit(below, `U${i}`));
  const total = below(30);
  const q = 1 + below(10);
  const wait = { p: below(q + 1), q };
  const frame = Array.from({ length: below(40) }, (_, place) => {
    const weight = 1 + below(5);
    const members = units.filter(() => below(3) > 0).map((u) => u.unit);
    return { id: `OBJ${String(place).padStart(3, "0")}`, weight, members };
  });
  const totals = units.some((u) => u.mode === "alloc") ? [{ alloc: "A", total }] : [];
  const seed = new Uint8Array(createHash("sha256").update(`seed\t${draw}`).digest());
  return { hash: v.hashOf(["SM3", "SHA256"][draw % 2]), units, wait, frame, totals, seed };
}

function drawn(number) {
  const { hash, units, wait, frame, totals, seed } = randomDraw(number);
  const of = (u) => frame.filter((o) => o.members.includes(u.unit));
  const N = units.map((u) => of(u).length);
  const n = v.quotas(units, N, totals);
  const rows = [];
  const head = units.map((u, i) => {
    const tickets = new v.Tickets(hash, v.ticketKey(hash, seed, u.group));
    const turn = new v.Turn(u.start, u.dir);
    const ranked = of(u)
      .map((o) => ({ id: o.id, key: v.toHex(tickets.keyOf(o.id, o.weight, turn)) }))
      .sort((a, b) => (a.key + a.id < b.key + b.id ? -1 : 1));
    const w = v.waiting(n[i], N[i], wait);
    ranked.slice(0, n[i] + w).forEach((o, k) => {
      rows.push([o.id, u.unit, String(k + 1), o.key, k < n[i] ? "S" : "W"].join("\t"));
    });
    const cutoff = n[i] > 0 ? ranked[n[i] - 1].key : "-";
    const next = n[i] < N[i] ? ranked[n[i]].key : "-";
    return `${u.unit}=${N[i]}/${n[i]}/${w}/${cutoff}/${next}`;
  });
  rows.sort();
  return [`${number} ${head.join(" ")}`, ...rows].map((line) => `${line}\n`).join("");
}

test("10,000 random draws are those of the reference", () => {
  const lines = readFileSync(written, "utf8").trim().split("\n");
  assert.equal(lines.length, 10);
  for (const line of lines) {
    const [first, count, expected] = line.split(" ");
    const digest = createHash("sha256");
    for (let i = Number(first); i < Number(first) + Number(count); i++) digest.update(drawn(i));
    assert.equal(digest.digest("hex"), expected, `draws from ${first}`);
  }
});
