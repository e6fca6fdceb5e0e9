"""Honest bundles of small random ceremonies, from a seed number. Test keys and test data only."""

import json
import os
import random

from . import beacons, build_rules, checks_after, commitments, flow, matching, merkle, names
from . import pools, records, rows, seed, selection, sm2, stamp, tables
from .checks_files import BASE, MATCH, OPEN
from .checks_match import expected_visits, numbers_of
from .context import Context
from .hashes import hash_of, tagged
from .replacement import Ranks
from .stamp import secret

FIXTURES = os.path.join(os.path.dirname(__file__), "..", "..", "fixtures", "drand_rounds.json")


class Unlucky(ValueError):
    """This seed number gives no publishable ceremony (a tie, an infeasible step)."""


def quicknet_rounds():
    """{round: signature hex} of the rounds at hand."""
    with open(FIXTURES, encoding="utf-8") as f:
        key = beacons.QUICKNET_KEY.hex()
        return {r["round"]: r["signature"] for r in json.load(f)["rounds"]
                if r["public_key"] == key}


class Ceremony:
    """One attempt from rules to bundle. `number` decides everything."""

    def __init__(self, number):
        self.rg = rg = random.Random("SSJ-1 ceremony %d" % number)
        self.plan = "620422-2023-%d" % number
        self.suite = ("SM3", "SHA256")[number % 2]
        self.lines, self.seq, self.index = [], {}, rg.randint(0, 5)
        self.files, self.points, self.now = {}, [], 0
        self.h = hash_of(self.suite)
        self.history = rg.choice([None] * 5 + ["void", "annulled", "supplement"])
        self.draw_id = "%s/%d" % (self.plan, 2 if self.history else 1)
        self.stage = rg.choice(["open"] * 6 + ["sealed", "committed", "void"])
        self.beacon_type = rg.choice(["ceremony", "ssq", "dlt", "drand-quicknet", "none",
                                      "ceremony"])
        self.mode = "B" if self.beacon_type == "none" else "A"
        self.build()

    # --- log ------------------------------------------------------------------------------------

    def log(self, kind, time, draw_id=None, **keys):
        """Appends an entry; `prev` and artefact digests are stamped later."""
        draw_id = draw_id or self.draw_id
        self.seq[draw_id] = self.seq.get(draw_id, 0) + 1
        self.now = max(self.now, time)
        entry = dict(keys, type=kind, draw_id=draw_id, seq=self.seq[draw_id],
                     time=names.time_text(self.now), suite=self.suite, prev="0" * 64)
        self.lines.append([self.index, entry])
        self.index += self.rg.choice([1, 1, 1, 2, 3])
        return entry

    def checkpoint(self, time):
        """A checkpoint over what is there, cosigned by some witnesses at `time`."""
        log = self.rules["log"]
        everyone = [w["name"] for w in log["witnesses"]]
        count = self.rg.randint(log["quorum"], len(everyone))
        signers = sorted(self.rg.sample(everyone, count))
        cosigned = {t: [(w, time + self.rg.randint(0, 5)) for w in signers]
                    for t in ("sha256", "sm3")}
        size = max(self.lines[-1][0] + 1, self.index - self.rg.randint(0, 1))
        if not self.points or size > self.points[-1].size:
            self.points.append(stamp.Checkpoint(size, cosigned))
            self.index = max(self.index, size)

    def artefacts(self, *known):
        """Rows to be stamped."""
        return [stamp.file_row(n, self.files[n]) for n in sorted(known)]

    def hex(self, bits=256):
        """Random hex digits."""
        return "%0*x" % (bits // 4, self.rg.getrandbits(bits))

    # --- the run --------------------------------------------------------------------------------

    def build(self):
        """Runs the ceremony to its stage."""
        self.set_times()
        self.rules = build_rules.rules(self.rg, self.draw_id, self.suite, self.mode,
                                       self.beacon_type, self.history == "supplement")
        self.prepare()
        if self.history:
            self.earlier_attempt()
        self.commit_and_intent()
        if self.stage == "committed" and self.rg.random() < 0.4:
            return self.checkpoint(self.now + 30)
        self.nonces_and_close()
        if self.stage == "void":
            self.log("void", self.t_r + 60, reason="NO.QUORUM", text="揭示方不足",
                     requested_by="zhang", approved_by="li")
            return self.checkpoint(self.now + 10)
        if self.stage == "committed":
            return None
        if self.mode == "A":
            self.beacon_entry()
        self.draw()
        if self.stage == "open" and self.rules["publication"] == "sealed":
            self.events(self.rg.randint(0, 1))
            self.log("unseal", self.now + 5000, nonce=self.nonces["dept:scjg"].hex(),
                     by=self.rg.choice(["dept:scjg", "holder1"]))
        self.events(self.rg.randint(0, 4))
        return self.checkpoint(self.now + 60)

    def set_times(self):
        """Beacon round, T_r and T_b."""
        self.round = 0 if self.mode == "B" else self.rg.randint(1, 10 ** 6)
        self.value, self.floor = "", {}
        if self.beacon_type == "drand-quicknet":
            rounds = quicknet_rounds()
            self.round = self.rg.choice(sorted(rounds))
            self.value = rounds[self.round]
            self.t_b = beacons.round_time(self.round)
            if self.round > 123:
                self.floor = {"round": 123, "type": self.beacon_type, "value": rounds[123]}
        else:
            self.t_b = 1_700_000_000 + self.rg.randint(0, 10 ** 7)
            if self.beacon_type != "none":
                self.value = self.random_value(self.beacon_type)
                if self.rg.random() < 0.3:
                    self.floor = {"round": 77, "type": "ssq", "value": self.random_value("ssq")}
        self.t_r = self.t_b - (120 if self.mode == "B" else self.rg.randint(120, 900))
        self.deadline = self.t_b + 86_400

    def random_value(self, kind):
        """A value of a beacon type other than drand."""
        def balls(count, top):
            return ",".join("%02d" % x for x in sorted(self.rg.sample(range(1, top + 1), count)))
        if kind == "ssq":
            return balls(6, 33) + "+" + balls(1, 16)
        if kind == "dlt":
            return balls(5, 35) + "+" + balls(2, 12)
        return "".join(self.rg.choice("0123456789") for _ in range(20))

    def sheets(self, kind, value):
        """Record sheets of a ceremony."""
        if kind != "ceremony":
            return []
        return [{"by": by, "value": value} for by in sorted(self.rg.sample(
            self.rules["recorders"], 2))]

    def prepare(self):
        """Frozen tables and rules."""
        t = self.tables = build_rules.Tables(self.suite, self.draw_id)
        self.files["frame.tsv"], self.snapshots = build_rules.frame(self.rg, self.rules, t)
        self.files["officers.tsv"], by_dept = build_rules.officers(self.rg, self.rules, t)
        self.files["conflicts.tsv"] = build_rules.conflicts(self.rg, by_dept,
                                                            sorted(self.snapshots), t)
        if self.rules["matching"]:
            self.rules["matching"]["incompatible"] = build_rules.incompatible(self.rg, by_dept)
        self.files["rules.json"] = records.encode(self.rules)
        self.rules_digest = tagged(self.suite, "rules", self.files["rules.json"]).hex()

    def root(self, name):
        """(root hex, count) of a table at hand."""
        lines = self.files[name].split(b"\n")[:-1]
        return merkle.root(self.h, lines).hex(), len(lines)

    def earlier_attempt(self):
        """Attempt 1 in outline: voided, or with a result that is annulled or added to."""
        one, t, person = self.plan + "/1", self.t_r - 90_000, {"requested_by": "zhang",
                                                               "approved_by": "li"}
        self.log("plan", t, one, rules=self.hex(), title="前一次", purpose="draw", base="-",
                 reason="-", **person)
        self.log("intent", t + 60, one, intent=self.hex(), t_r=names.time_text(t + 1000),
                 beacon={"type": "ssq", "round": 2_000_000}, t_b=names.time_text(t + 2000),
                 deadline=names.time_text(t + 9000), artefacts=[
                     {"name": n, "bytes": 9, "sha256": self.hex(), "sm3": self.hex()}
                     for n in sorted(("conflicts.tsv", "frame.tsv", "intent.json",
                                      "officers.tsv", "rules.json"))])
        if self.history == "void":
            self.log("void", t + 1500, one, reason="NO.QUORUM", text="揭示方不足", **person)
            return
        self.log("close", t + 1100, one, revealed=["a", "b"], sealed=[], absent=[])
        self.log("beacon", t + 2100, one, beacon_type="ssq", round=2_000_000, sheets=[],
                 value=self.random_value("ssq"))
        self.log("result", t + 2200, one, intent=self.hex(), seed="-", units=[], excluded=[],
                 result=self.hex(), result_root=self.hex(), result_count=0,
                 software={"commit": "0", "name": "test", "version": "1"}, artefacts=[
                     {"name": n, "bytes": 9, "sha256": self.hex(), "sm3": self.hex()}
                     for n in ("result.json", "result.tsv")])
        if self.history == "annulled":
            self.log("correction", t + 3000, one, of=5, annuls=True, reason="FRAME.ERROR",
                     text="底册有误", **person)

    def commit_and_intent(self):
        """plan, intent, first checkpoint."""
        r = self.rules
        self.nonces = {c: bytes.fromhex(self.hex()) for c in r["contributors"]}
        commits = {c: commitments.commit(self.suite, self.draw_id, c, n).hex()
                   for c, n in self.nonces.items()}
        self.log("plan", self.t_r - 5000, rules=self.rules_digest, title=r["title"],
                 purpose=r["purpose"], base=r["base"], requested_by="zhang", approved_by="li",
                 reason="-" if not self.history else "AGAIN")
        times = {"t_r": names.time_text(self.t_r), "t_b": names.time_text(self.t_b),
                 "deadline": names.time_text(self.deadline)}
        beacon = {"round": self.round, "type": self.beacon_type}
        intent = dict(times, draw_id=self.draw_id, suite=self.suite, rules=self.rules_digest,
                      mode=self.mode, beacon=beacon, floor=self.floor, contributors=[
                          {"commit": commits[c], "id": c} for c in sorted(commits)])
        for part, name in (("frame", "frame.tsv"), ("officer", "officers.tsv"),
                           ("conflict", "conflicts.tsv")):
            intent[part + "_root"], intent[part + "_count"] = self.root(name)
        self.files["intent.json"] = records.encode(intent)
        self.intent_digest = tagged(self.suite, "intent", self.files["intent.json"])
        self.commits = commits
        self.log("intent", self.t_r - 4000, intent=self.intent_digest.hex(), beacon=beacon,
                 artefacts=self.artefacts("conflicts.tsv", "frame.tsv", "intent.json",
                                          "officers.tsv", "rules.json"), **times)
        self.checkpoint(self.t_r - 2000)

    def nonces_and_close(self):
        """escrow, reveal, close, second checkpoint."""
        rg, r = self.rg, self.rules
        sealed = r["publication"] == "sealed"
        escrowed = r["contributors"] if self.mode == "B" else ["dept:scjg"] if sealed else []
        for who in escrowed:
            for holder in [h["name"] for h in r["holders"]]:
                self.escrow(who, holder)
        others = [c for c in r["contributors"] if not sealed or c != "dept:scjg"]
        late = []
        if self.mode == "A" and len(others) > 2 and rg.random() < 0.5:
            others.remove(rg.choice([c for c in others if c != "dept:scjg"]))
        if self.mode == "B" and rg.random() < 0.5:
            late = [others.pop()]
        for who in others:
            self.log("reveal", self.t_r - rg.randint(0, 300), contributor=who,
                     nonce=self.nonces[who].hex(), by=who)
        for who in late:
            self.log("reveal", self.t_r + 5, contributor=who, nonce=self.nonces[who].hex(),
                     by="holder0")
        self.revealed = sorted(others + late)
        hidden = ["dept:scjg"] if sealed else []
        self.log("close", self.t_r + 20, revealed=self.revealed, sealed=hidden,
                 absent=sorted(set(r["contributors"]) - set(self.revealed) - set(hidden)))
        self.checkpoint(self.t_r + 40)

    def escrow(self, who, holder):
        """An escrow entry with a receipt; the box is test bytes."""
        box = "04" + self.hex(8 * 128)
        text = commitments.receipt_text(self.draw_id, who, self.commits[who], box)
        receipt = sm2.sign(secret(holder).d, text, self.rules["log"]["sm2_id"])
        self.log("escrow", self.t_r - 1000, contributor=who, holder=holder, box=box,
                 receipt=receipt.hex())

    def beacon_entry(self):
        """The beacon."""
        self.log("beacon", self.t_b + 3, beacon_type=self.beacon_type, round=self.round,
                 value=self.value, sheets=self.sheets(self.beacon_type, self.value))

    def draw(self):
        """Seed, result, matching."""
        nonces = {c: b"" for c in self.rules["contributors"]}
        for who in self.revealed + (["dept:scjg"] if self.rules["publication"] == "sealed"
                                    else []):
            nonces[who] = self.nonces[who]
        value = beacons.value_bytes(self.beacon_type, self.value)
        self.seed = seed.seed(self.suite, self.intent_digest, self.beacon_type, self.round,
                              value, nonces)
        frame = rows.frame(self.files["frame.tsv"])
        drawn, units, groups = selection.select(self.rules, frame, self.seed)
        self.files["result.tsv"] = tables.write(
            row + (self.tables.salt("result", row[0] + "\t" + row[1]),) for row in drawn)
        record = {"draw_id": self.draw_id, "suite": self.suite, "units": units, "groups": groups,
                  "intent": self.intent_digest.hex(), "seed": self.seed.hex(),
                  "excluded": selection.excluded(frame)}
        self.files["result.json"] = records.encode(record)
        root, count = self.root("result.tsv")
        sealed = self.rules["publication"] == "sealed"
        self.log("result", self.t_b + 200, intent=record["intent"], excluded=record["excluded"],
                 seed="-" if sealed else record["seed"], result=tagged(
                     self.suite, "result", self.files["result.json"]).hex(),
                 units=[{k: u[k] for k in ("N", "n", "unit", "w")} for u in units],
                 result_root=root, result_count=count,
                 software={"commit": "0000000", "name": "reference", "version": "1"},
                 artefacts=self.artefacts("result.json", "result.tsv"))
        self.record, self.has_match = record, False
        self.make_context()
        self.ranks = {u["unit"]: Ranks(u["n"], u["w"]) for u in self.record["units"]}
        if self.rg.random() < 0.15:
            self.do_replace()
        if self.rules["matching"] and self.rg.random() < 0.95:
            self.match()

    def make_context(self):
        """What the replay of later entries needs, in the verifier's own terms."""
        c = self.context = Context(self.files)
        c.bundle, c.rules, c.seed = {"suite": self.suite}, self.rules, self.seed
        c.result = rows.result(self.files["result.tsv"])
        c.result_record, c.moved_up = self.record, {}

    def match(self):
        """The officers' files and the match entry."""
        c = self.context
        wanted = expected_visits(c)
        self.files["visits.tsv"] = tables.write(
            (o, ",".join(u) or "-", ",".join(map(str, b)) or "-", self.snapshots[o])
            for o, (u, b) in sorted(wanted.items()))
        c.visits = rows.visits(self.files["visits.tsv"])
        c.officers = rows.officers(self.files["officers.tsv"])
        c.conflicts = rows.conflicts(self.files["conflicts.tsv"])
        pools.check_membership(self.rules, c.officers)
        c.pools = matching.build(self.rules, c.officers, c.conflicts, c.visits, numbers_of(c))
        out, teams, potentials, c.teams = [], [], [], {}
        for pool in c.pools:
            out.append(self.solve(pool, teams, potentials))
        c.matching_record = {"draw_id": self.draw_id, "suite": self.suite, "pools": out}
        self.files["matching.json"] = records.encode(c.matching_record)
        self.files["matching.tsv"] = tables.write(sorted(teams, key=lambda x: x[:4]))
        self.files["potentials.tsv"] = tables.write(sorted(potentials, key=lambda x: x[:4]))
        self.files["rematches.tsv"] = b""
        c.match_rows = rows.matching(self.files["matching.tsv"])
        keys = {}
        for short, name in (("match", "matching.tsv"), ("potentials", "potentials.tsv"),
                            ("visits", "visits.tsv")):
            keys[short + "_root"], keys[short + "_count"] = self.root(name)
        self.log("match", self.now + 100, matching=tagged(
            self.suite, "matching", self.files["matching.json"]).hex(), artefacts=self.artefacts(
                "matching.json", "matching.tsv", "potentials.tsv", "visits.tsv"), **keys)
        self.has_match, self.replay = True, checks_after.Replay(c)
        for _, e in self.lines:
            if e["type"] == "replace" and e["draw_id"] == self.draw_id:
                self.replay.replace(e)

    def solve(self, pool, teams, potentials):
        """All steps of a pool; appends its rows and returns its record."""
        record, steps = pool.record(), []
        if pool.entries and not record["void"]:
            try:
                steps = pool.solve([x["rule"] for x in record["ladder"]])
            except flow.Infeasible as error:
                raise Unlucky(str(error)) from None
        self.context.teams[pool.code] = [(inst, f.team) for inst, f in steps]
        for step, (_, solved) in enumerate(steps):
            for o in solved.team:
                leader = pool.leader(o, solved.team[o])
                for f in solved.team[o]:
                    key = pool.code, str(step), o, f
                    teams.append(key + ("L" if f == leader else "M", str(pool.numbers[o, f]),
                                        self.tables.salt("matching", "\t".join(key))))
            for (kind, node), value in solved.potentials().items():
                potentials.append((pool.code, str(step), kind, node, str(value)))
        return dict(record, steps=len(steps),
                    objective=str(steps[-1][1].objective() if steps else 0))

    # --- after the draw -------------------------------------------------------------------------

    def events(self, count):
        """Some replacements, recusals with rematches, corrections."""
        for _ in range(count):
            kind = self.rg.choice(["replace", "recuse", "recuse", "correction"])
            getattr(self, "do_" + kind)()
            if self.rg.random() < 0.8:
                self.do_rematch()

    def do_correction(self):
        """A harmless correction."""
        self.log("correction", self.now + 50, of=self.rg.randint(1, self.seq[self.draw_id]),
                 annuls=False, reason="TYPO", text="更正说明", requested_by="zhang",
                 approved_by="li")

    def leaf(self, row):
        """Leaf hex of a typed row."""
        return merkle.leaf(self.h, row.raw).hex()

    def do_replace(self):
        """Strikes a random row of a random unit."""
        c = self.context
        rows_left = [r for r in c.result if r.rank not in self.ranks[r.unit].struck]
        if not rows_left:
            return
        row = self.rg.choice(rows_left)
        up = self.ranks[row.unit].strike(row.rank)
        into = next((r for r in c.result if r.unit == row.unit and r.rank == up), None)
        e = self.log("replace", self.now + 100, unit=row.unit, out=self.leaf(row),
                     reason=self.rg.choice(["STATUS", "MOVED", "DUPLICATE", "SCOPE"]),
                     evidence=self.hex(), evidence_day="2023-07-31", requested_by="zhang",
                     approved_by="li", **{"in": self.leaf(into) if into else "-"})
        if into:
            c.moved_up[e["seq"]] = into.object_id, row.unit
        if self.has_match:
            self.replay.replace(e)

    def do_recuse(self):
        """Takes a random officer off."""
        if self.has_match and self.replay.rows:
            e = self.log("recuse", self.now + 100, row=self.rg.choice(sorted(self.replay.rows)),
                         reason="RELATIVE", requested_by="zhang", approved_by="li")
            self.replay.recuse(e)

    def do_rematch(self):
        """Fills the first open post with fresh randomness."""
        if not self.has_match or not self.replay.open:
            return
        at = sorted(self.replay.open)[0]
        kind = self.rg.choice(["ceremony", "ssq", "dlt"])
        number, value = self.rg.randint(1, 999), ""
        if self.beacon_type == "drand-quicknet" and self.round == 123 and self.rg.random() < 0.5:
            kind, number = "drand-quicknet", 657413
            value = quicknet_rounds()[number]
        value = value or self.random_value(kind)
        seq = self.seq[self.draw_id] + 1
        team, post, object_id, best = self.replay.choose(at, seq, beacons.value_bytes(kind, value))
        leaf = "-"
        self.replay.answered.add(at)
        if best:
            key = "%06d" % seq
            row = (key, team.pool.code, object_id, best[1], team.posts[post][1], str(best[0]),
                   self.tables.salt("rematches", key))
            leaf = merkle.leaf(self.h, tables.row_bytes(row)).hex()
            self.files["rematches.tsv"] += tables.write([row])
            self.replay.settle(at, leaf, best[1])
        self.log("rematch", self.now + 100, follows=at[0], post=at[1], row=leaf, beacon_type=kind,
                 round=number, value=value, sheets=self.sheets(kind, value))
        if not best:
            del self.replay.open[at]

    # --- output ---------------------------------------------------------------------------------

    def bundle(self, audience):
        """{name: bytes} of the bundle."""
        entries = {e["type"] for _, e in self.lines if e["draw_id"] == self.draw_id}
        sealed = self.rules["publication"] == "sealed"
        stage = "void" if "void" in entries else "committed" if "result" not in entries else \
            "open" if not sealed or "unseal" in entries else "sealed"
        present = set(BASE) - {"log.jsonl", "checkpoints.json"}
        if audience == "audit" or not self.rules["blinded"]:
            present.add("frame.tsv")
        if stage == "open":
            present |= set(OPEN) | (set(MATCH) if self.has_match else set())
        model = stamp.Model({"audience": audience, "bundle": 1, "draw_id": self.draw_id,
                             "stage": stage, "suite": self.suite}, self.files, self.lines,
                            self.points, self.rules["log"])
        model.digest_artefacts()
        model.chain()
        return model.publish(present)


def honest(number):
    """(files, audience) of the ceremony of a number, or None when it is unlucky."""
    audience = "audit" if number % 3 == 0 else "public"
    try:
        return Ceremony(number).bundle(audience)
    except Unlucky:
        return None
