// Every function of ssj-1 against the vectors of spec/vectors (written by the Python reference).
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import * as v from "../dist/api.mjs";

const dir = new URL("../../../spec/vectors/", import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, dir), "utf8"));
const H = (suite) => v.hashOf(suite);
const hex = v.fromHex;
const txt = v.utf8;

test("plain and tagged hashes", () => {
  const d = read("hash.json");
  for (const c of d.plain) {
    for (const s of ["SM3", "SHA256"]) {
      assert.equal(v.toHex(v.digest(H(s), hex(c.message))), c[s]);
      // In pieces of every kind the digest is the same.
      const st = new v.Stream(H(s));
      const b = hex(c.message);
      for (let i = 0; i < b.length; i += 7) st.update(b, i, Math.min(b.length, i + 7));
      assert.equal(v.toHex(st.digest()), c[s]);
    }
  }
  for (const c of d.tagged) {
    for (const s of ["SM3", "SHA256"]) {
      assert.equal(v.taggedHex(H(s), c.purpose, ...c.fields.map(hex)), c[s]);
    }
  }
});

test("records: canonical ones are read and written back, others refused", () => {
  const d = read("jcs.json");
  for (const a of d.accept) {
    assert.equal(v.toHex(txt(v.writeRecord(v.readRecord(hex(a))))), a);
  }
  for (const r of d.refuse) assert.throws(() => v.readRecord(hex(r)), undefined, r);
});

test("golden table of the design", () => {
  for (const c of read("appendix-a.json").cases) {
    const h = H(c.suite);
    const rows = c.frame_rows.map(txt).sort(v.compareBytes);
    const tree = new v.Tree(h);
    for (const r of rows) tree.add(r, 0, r.length);
    assert.equal(v.toHex(tree.root()), c.frame_root);
    assert.equal(v.taggedHex(h, "rules", c.rules_record), c.rules);
    const I = v.tagged(h, "intent", c.intent_record);
    assert.equal(v.toHex(I), c.intent);
    const nonces = c.nonces.map((n) => ({ id: n.id, nonce: hex(n.nonce) }));
    const S = v.seed(h, I, "drand-quicknet", 27946612, hex("ab".repeat(48)), nonces);
    assert.equal(v.toHex(S), c.seed);
    const K = v.ticketKey(h, S, "G1");
    assert.equal(K, c.key_G1);
    const t = new v.Tickets(h, K);
    const out = new Uint8Array(32);
    const id = txt("91350100M000100Y43");
    t.ticket(id, 0, id.length, 2, out, 0);
    assert.equal(v.toHex(out), c.ticket_91350100M000100Y43_2);
    const M = v.matchKey(h, S, "MU-620422-scjg");
    assert.equal(M, c.match_key);
    assert.equal(pairText(h, M, "GSHN0017", "91620422MA7000018W"),
      String(c.r_GSHN0017_91620422MA7000018W));
  }
});

function pairText(h, M, officer, object) {
  const n = v.pairNumber(new v.Prefix(h, M), txt(officer), txt("@" + object), new Uint8Array(32));
  return String((BigInt(n.hi) << 40n) + BigInt(n.lo));
}

test("Merkle roots, inclusion and consistency", () => {
  const d = read("merkle.json");
  for (const c of d.cases) {
    const h = H(c.suite);
    const rows = [...Array(c.size).keys()].map((i) => txt(`${String(i).padStart(4, "0")}\trow`));
    const tree = new v.Tree(h);
    const leaves = new Uint8Array(32 * c.size);
    rows.forEach((r, i) => {
      tree.add(r, 0, r.length);
      leaves.set(v.leaf(h, r), 32 * i);
    });
    assert.equal(v.toHex(tree.root()), c.root);
    const root = hex(c.root);
    for (const p of c.inclusion) {
      const proof = p.proof.map(hex);
      assert.equal(v.toHex(v.leaf(h, rows[p.index])), p.leaf);
      assert.deepEqual(v.inclusionPath(h, leaves, p.index).map(v.toHex), p.proof);
      assert.ok(v.verifyInclusion(h, hex(p.leaf), p.index, c.size, proof, root));
      assert.ok(!v.verifyInclusion(h, hex(p.leaf), p.index, c.size + 1, proof, hex("00".repeat(32))));
      if (c.size > 1) {
        assert.ok(!v.verifyInclusion(h, hex(p.leaf), p.index, c.size, proof.slice(1), root));
      }
    }
    for (const p of c.consistency) {
      const proof = p.proof.map(hex);
      assert.ok(v.verifyConsistency(h, p.old, c.size, hex(p.old_root), root, proof));
      if (p.old < c.size) {
        assert.ok(!v.verifyConsistency(h, p.old, c.size, hex("11".repeat(32)), root, proof));
      }
    }
  }
});

test("commitments, seeds, keys", () => {
  const d = read("seed.json");
  for (const c of d.commit) {
    assert.equal(v.commitment(H(c.suite), c.draw_id, c.contributor, hex(c.nonce)), c.commit);
  }
  for (const c of d.seed) {
    const value = v.beaconBytes(c.beacon_type, c.beacon_value);
    const nonces = c.nonces.map((n) => ({ id: n.id, nonce: hex(n.nonce) }));
    const S = v.seed(H(c.suite), hex(c.intent), c.beacon_type, c.beacon_round, value, nonces);
    assert.equal(v.toHex(S), c.seed);
  }
  for (const c of d.keys) {
    const h = H(c.suite);
    const S = hex(c.seed);
    assert.equal(v.ticketKey(h, S, c.group), c.ticket_key);
    assert.equal(v.matchKey(h, S, c.pool), c.match_key);
    assert.equal(v.matchKey(h, S, c.pool, "1"), c.match_key_1);
    assert.equal(v.rematchKey(h, S, c.rematch_seq, /^[0-9a-f]{96}$/.test(c.rematch_value)
      ? hex(c.rematch_value) : txt(c.rematch_value)), c.rematch_key);
  }
});

test("tickets, keys of objects, pair numbers", () => {
  const d = read("tickets.json");
  for (const c of d.tickets) {
    const out = new Uint8Array(32);
    new v.Tickets(H(c.suite), c.key).ticket(txt(c.id), 0, c.id.length, c.j, out, 0);
    assert.equal(v.toHex(out), c.ticket);
  }
  for (const c of d.keys) {
    const t = new v.Tickets(H(c.suite), c.key);
    assert.equal(v.toHex(t.keyOf(c.id, c.weight, new v.Turn(c.start, c.dir))), c.object_key);
  }
  for (const c of d.pairs) assert.equal(pairText(H(c.suite), c.key, c.officer, c.id), String(c.r));
});

test("whole draws: quotas, order, waiting list, cutoffs, batches", () => {
  for (const c of read("selection.json").cases) {
    const h = H(c.rules.suite);
    const units = c.rules.units.map((u) => ({
      ...u, ratio: u.q === undefined ? null : { p: u.p, q: u.q }, atLeastOne: u.at_least_one,
      ceiling: u.ceiling.q === undefined ? null : u.ceiling, alloc: u.alloc ?? "",
      share: u.share ?? 1, lo: u.lo ?? 0, hi: u.hi ?? 0, n: u.n ?? 0,
    }));
    const frame = c.frame.map((r) => {
      const [id, status, list, weight] = Array.isArray(r) ? r : typeof r === "string"
        ? r.split("\t") : [r.id ?? r.object_id, r.status, r.units, r.weight];
      return { id, status, units: Array.isArray(list) ? list : list.split(","), weight: Number(weight) };
    });
    const of = (u) => frame.filter((o) => o.status === "E" && o.units.includes(u.unit));
    const N = units.map((u) => of(u).length);
    const n = v.quotas(units, N, c.rules.allocations);
    const rows = [];
    units.forEach((u, i) => {
      const key = v.ticketKey(h, hex(c.seed), u.group);
      assert.equal(key, c.groups.find((g) => g.group === u.group).key);
      const t = new v.Tickets(h, key);
      const ranked = of(u).map((o) => ({
        id: o.id, key: v.toHex(t.keyOf(o.id, o.weight, new v.Turn(u.start, u.dir))),
      })).sort((a, b) => (a.key + a.id < b.key + b.id ? -1 : 1));
      const w = v.waiting(n[i], N[i], c.rules.wait);
      const want = c.units.find((x) => x.unit === u.unit);
      assert.deepEqual({ ...want }, {
        unit: u.unit, N: N[i], n: n[i], w, cutoff: n[i] > 0 ? ranked[n[i] - 1].key : "-",
        next: n[i] < N[i] ? ranked[n[i]].key : "-",
      });
      ranked.slice(0, n[i] + w).forEach((o, k) => rows.push({
        id: o.id, unit: u.unit, rank: k + 1, key: o.key,
        batch: k < n[i] ? v.batch(k + 1, n[i], u.batches) : 0,
      }));
    });
    rows.sort((a, b) => (a.id + "\t" + a.unit < b.id + "\t" + b.unit ? -1 : 1));
    assert.equal(rows.length, c.rows.length);
    rows.forEach((r, i) => {
      const x = c.rows[i];
      for (const k of Object.keys(r)) {
        const found = x[k] ?? (k === "id" ? x.object_id : undefined);
        assert.equal(String(found), String(r[k]), `${c.name} ${k}`);
      }
    });
  }
});

test("ranks under truncated hashes: ties go to the smaller id", () => {
  for (const c of read("ranks.json").cases) {
    const keep = Number(c.truncate);
    const t = new v.Tickets(H(c.suite), c.key);
    const turn = new v.Turn(c.start, c.dir);
    const cut = (b) => b.fill(0, keep);
    const ranked = c.members.map((m) => {
      let best = null;
      for (let j = 1; j <= m.weight; j++) {
        const out = new Uint8Array(32);
        t.ticket(txt(m.id), 0, m.id.length, j, out, 0);
        turn.apply(cut(out), 0);
        if (best === null || v.compareBytes(out, best) < 0) best = out;
      }
      return { id: m.id, key: v.toHex(best) };
    }).sort((a, b) => (a.key < b.key || (a.key === b.key && a.id < b.id) ? -1 : 1));
    assert.deepEqual(ranked, c.order.map((o) => ({ id: o.id, key: o.key })));
  }
});

test("steps with incompatible team-mates: every step is certified", () => {
  for (const c of read("steps.json").cases) {
    const gone = [];
    for (const s of c.steps) {
      const pairs = c.instance.pairs.filter((p) => !gone.some((g) => g.entry === p.entry
        && g.officer === p.officer));
      const { fault } = certificate({ instance: { ...c.instance, pairs } }, s.teams, s.potentials);
      assert.equal(fault, null);
      gone.push(...(Array.isArray(s.forbids) ? s.forbids : s.forbids ? [s.forbids] : []));
    }
  }
});

test("quotas and Webster", () => {
  const d = read("quotas.json");
  for (const c of d.quota) {
    const u = {
      unit: "U", mode: c.mode, ratio: c.q === undefined ? null : { p: c.p, q: c.q }, n: c.n ?? 0,
      ceiling: c.ceiling.q === undefined ? null : c.ceiling, atLeastOne: c.at_least_one,
      alloc: "", share: 1, lo: 0, hi: 0,
    };
    assert.equal(v.quotas([u], [Number(c.N)], [])[0], Number(c.result), JSON.stringify(c));
  }
  for (const c of d.webster) {
    const units = c.units.map((u) => ({
      unit: u.unit, N: Number(u.N), share: Number(u.share), lo: Number(u.lo), hi: Number(u.hi),
    }));
    const got = v.webster(Number(c.total), units);
    for (const r of c.result) assert.equal(got.get(r.unit), Number(r.n));
  }
});

test("replacements", () => {
  for (const c of read("replacement.json").cases) {
    const s = new v.Replacement(c.n, c.n + c.w);
    for (const step of c.steps) {
      if (step.up === -1) assert.throws(() => s.strike(step.rank));
      else assert.equal(s.strike(step.rank) ?? 0, step.up);
    }
  }
});

/** A pool built by hand from an instance of the vectors. */
function network(i, more = {}) {
  const officers = i.officers;
  const index = new Map(officers.map((o, k) => [o.code, k]));
  const entry = new Map(i.entries.map((e, k) => [e.id, k]));
  const F = officers.length;
  const ok = new Uint8Array(i.entries.length * F);
  for (const p of i.pairs) ok[entry.get(p.entry) * F + index.get(p.officer)] = 1;
  return {
    entries: i.entries.length, officers: F, demand: i.entries[0]?.demand ?? 0, ok,
    special: Uint8Array.from(officers, (o) => (o.special ? 1 : 0)),
    least: Uint8Array.from(i.entries, (e) => (more.special ? 0 : e.a)),
    cap: Int32Array.from(officers, (o) => o.cap + (more.cap ?? 0)),
  };
}

test("deficits and minimal violators", () => {
  for (const c of read("matching.json").infeasible) {
    const f = new v.Flow(network(c.instance));
    assert.equal(f.deficit, Number(c.deficit));
    const x = f.violator();
    assert.deepEqual(x.entries.map((k) => c.instance.entries[k].id).sort(), c.visits);
    assert.deepEqual(x.officers.map((k) => c.instance.officers[k].code).sort(), c.officers);
    for (const r of c.relaxed) {
      const g = network(c.instance, r.rule === "SPECIAL" ? { special: true } : { cap: 1 });
      assert.equal(new v.Flow(g).deficit, Number(r.deficit), r.rule);
    }
  }
});

/** Certificate of an instance; pair numbers and tiers come from the vector. */
function certificate(c, teams, potentials) {
  const i = c.instance;
  const g = network(i);
  const F = i.officers.length;
  const tier = new Uint8Array(g.ok.length);
  const numbers = { lo: new Float64Array(g.ok.length), hi: new Uint16Array(g.ok.length) };
  for (const p of i.pairs) {
    const e = i.entries.findIndex((x) => x.id === p.entry);
    const f = i.officers.findIndex((x) => x.code === p.officer);
    tier[e * F + f] = Number(p.t);
    numbers.lo[e * F + f] = Number(BigInt(p.r) & ((1n << 40n) - 1n));
    numbers.hi[e * F + f] = Number(BigInt(p.r) >> 40n);
  }
  const officers = i.officers.map((o) => ({ code: o.code, prior: Number(o.prior), cap: o.cap, s: o.special }));
  const pool = {
    entries: i.entries, officers, rule: { demand: g.demand }, applied: { bits: 0, cap: 0 },
    tLo: Number(i.t_lo), tHi: Number(i.t_hi), isSpecial: (o) => o.s === true,
    mask: () => g.ok.map((x) => (x === 1 ? 0 : 1)), tier: () => tier,
  };
  const byCode = new Map(officers.map((o) => [o.code, o]));
  const step = {
    forbidden: new Set(),
    teams: i.entries.map((e) => (teams.find((t) => t.entry === e.id)?.officers ?? [])
      .map((x) => ({ officer: byCode.get(x) }))),
  };
  const cert = new v.Certificate(pool, numbers, step);
  const known = new Map(potentials.map((p) => [`${p.kind} ${p.id}`, BigInt(p.value)]));
  for (let n = 0; n <= cert.sink; n++) cert.pi.set(n, known.get(cert.nodeName(n)) ?? 0n);
  const steps = cert.check();
  let s = steps.next();
  while (!s.done) s = steps.next();
  return { fault: s.value, cert };
}

test("optima are certified, unique exactly when enumeration says so", () => {
  for (const c of read("matching.json").solved) {
    const { fault, cert } = certificate(c, c.teams, c.potentials);
    assert.equal(fault, null);
    assert.equal(cert.unique() === null, c.unique);
  }
});

test("certificates to accept and to refuse", () => {
  const seen = new Set();
  for (const c of read("certificate.json").cases) {
    assert.equal(certificate(c, c.teams, c.potentials).fault === null, c.accept);
    seen.add(c.accept);
  }
  assert.equal(seen.size, 2);
});

test("rematch numbers", () => {
  for (const c of read("rematch.json").cases) {
    const h = H(c.suite);
    const K = v.rematchKey(h, hex(c.seed), c.seq, hex(c.value));
    assert.equal(K, c.key);
    for (const n of c.numbers) assert.equal(pairText(h, K, n.officer, c.object), String(n.r));
  }
});

test("checkpoints and cosignatures", () => {
  for (const c of read("notes.json").cases) {
    const origin = c.tree === "sm3" ? `${c.origin}/SM3` : c.origin;
    const note = v.readNote(c.note, "note", origin, Number(c.size));
    assert.equal(note.body, c.body);
    assert.equal(v.toHex(note.root), c.root);
    for (const k of c.keys) {
      const keys = { name: k.name, ed25519: k.public, sm2: k.public };
      assert.equal(v.lineKeyId(keys, c.tree, k.cosigner), k.key_id);
      const rules = { log: { operator: keys, witnesses: [keys], sm2Id: c.sm2_id } };
      const line = note.lines.find((l) => l.keyId === k.key_id);
      if (line === undefined) continue;
      const good = (n) => (k.cosigner ? v.cosignedAt(rules, keys, c.tree, n, line) !== null
        : v.operatorOk(rules, c.tree, n, line));
      assert.ok(good(note));
      assert.ok(!good({ ...note, body: note.body.replace(/\n$/, "x\n") }));
    }
  }
});

test("chains of entries", () => {
  for (const c of read("chain.json").cases) {
    c.entries.forEach((e, i) => {
      const record = v.readRecord(txt(e));
      if (i > 0) {
        const h = H(record.suite);
        assert.equal(v.taggedHex(h, "entry", c.entries[i - 1]), record.prev);
      }
      if (c.digests[i] !== undefined) {
        const next = c.entries[i + 1] === undefined ? record : v.readRecord(txt(c.entries[i + 1]));
        assert.equal(v.taggedHex(H(next.suite), "entry", e), c.digests[i]);
      }
    });
  }
});

// Public vectors of the standards; they lie outside this repository.
const shared = process.env.SUNLOT_SHARED ?? new URL("../../../../shared", import.meta.url).pathname;
const skip = existsSync(`${shared}/data/sm_vectors.json`) ? false
  : "没有共享数据目录（SUNLOT_SHARED），跳过国密与 drand 标准向量";

test("SM3 and drand vectors of the standards", { skip }, () => {
  const sm = JSON.parse(readFileSync(`${shared}/data/sm_vectors.json`, "utf8"));
  for (const c of sm.sm3.vectors) assert.equal(v.toHex(v.digest(v.SM3, hex(c.msg))), c.md);
  const drand = JSON.parse(readFileSync(`${shared}/data/drand_vectors.json`, "utf8"));
  const quicknet = drand.chains.find((c) => c.const === "QUICKNET_CHAIN_INFO").public_key;
  let n = 0;
  for (const r of drand.rounds.filter((x) => x.public_key === quicknet)) {
    assert.equal(v.drandVerify(r.round, hex(r.signature)), r.valid ?? true);
    assert.ok(!v.drandVerify(r.round + 1, hex(r.signature)));
    n++;
  }
  assert.ok(n > 0);
});
