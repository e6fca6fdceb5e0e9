"""Vectors of selection, replacement, matching, ladder, rematch choice, notes and chains."""

import itertools
import random
from types import SimpleNamespace

from . import builder, certificate, flow, hashes, merkle, notes, records, replacement, selection
from . import tickets
from .hashes import hash_of, tagged
from .stamp import secret

ORIGIN, SM2_ID = "log.test.example/draws", "1234567812345678"


def _truncated(h, keep):
    return lambda data: h(data)[:keep] + b"\0" * (32 - keep)


def rank_vectors():
    """Ranks, with ties forced by a hash of which only the first `truncate` bytes count."""
    cases, rg = [], random.Random("ranks")
    for suite in hashes.SUITES:
        for keep in (32, 1, 0):
            key = tagged(suite, "ticket-key", bytes([keep]) * 32, "G1").hex()
            members = sorted(("OBJ%03d" % rg.randrange(1000), rg.choice([1, 1, 2, 5]))
                             for _ in range(25))
            members = sorted(dict(members).items())
            for start, direction in (("0" * 64, "+"), ("7" + "f" * 63, "-")):
                order = selection.ranked(_truncated(hash_of(suite), keep), key, members,
                                         int(start, 16), direction)
                cases.append({"suite": suite, "truncate": keep, "key": key, "start": start,
                              "dir": direction, "members": [
                                  {"id": o, "weight": w} for o, w in members], "order": [
                                  {"id": o, "key": tickets.hex_key(k)} for k, o in order]})
    return {"cases": cases}


def _unit(code, group, mode, **more):
    unit = {"unit": code, "group": group, "dept": "scjg", "class": "key", "items": [],
            "mode": mode, "at_least_one": False, "ceiling": {}, "batches": 1, "start": "0" * 64,
            "dir": "+", "tags": [], "special": {}}
    return dict(unit, **more)


def selection_vectors():
    """Whole selections."""
    p = {"p": 20, "q": 100}
    scenes = {
        "empty frame": (0, [_unit("U1", "G1", "min", **p)], []),
        "everything": (12, [_unit("U1", "G1", "all")], []),
        "n = N by fixed": (7, [_unit("U1", "G1", "fixed", n=99)], []),
        "weights and batches": (40, [_unit("U1", "G1", "min", batches=3, p=25, q=100)], []),
        "several units, nested group": (40, [
            _unit("U1", "G1", "min", **p), _unit("U2", "G1", "max", p=10, q=100),
            _unit("U3", "G2", "near", start="8" + "0" * 63, dir="-", **p)], []),
        "allocation": (30, [_unit("U1", "G1", "alloc", alloc="AL", share=1, lo=1, hi=9),
                            _unit("U2", "G1", "alloc", alloc="AL", share=2, lo=0, hi=3)],
                       [{"alloc": "AL", "total": 8}]),
        "none drawn": (10, [_unit("U1", "G1", "max", p=1, q=100)], [])}
    cases = []
    for suite, (name, (size, units, allocs)) in itertools.product(hashes.SUITES, scenes.items()):
        rg = random.Random("selection " + name)
        rules = {"suite": suite, "units": units, "allocations": allocs,
                 "wait": {"p": 1, "q": 2}}
        codes = [u["unit"] for u in units]
        frame = [SimpleNamespace(object_id="OBJ%03d" % i, status="E" if i % 9 else "X:CAP",
                                 units=[c for c in codes if rg.random() < 0.7] if i % 9 else [],
                                 weight=rg.choice([1, 2, 64]) if i % 9 else 1)
                 for i in range(size)]
        frame = [r for r in frame if r.units or r.status != "E"]
        s = tagged(suite, "seed", name)
        rows, stated, groups = selection.select(rules, frame, s)
        batches = {u["unit"]: u["batches"] for u in units}
        n = {u["unit"]: u["n"] for u in stated}
        cases.append({"name": name, "rules": rules, "seed": s.hex(), "frame": [
            {"id": r.object_id, "status": r.status, "units": r.units, "weight": r.weight}
            for r in frame], "rows": [
                {"id": r[0], "unit": r[1], "rank": int(r[2]), "key": r[3], "kind": r[4],
                 "batch": selection.batch(int(r[2]), batches[r[1]], n[r[1]])
                 if r[4] == "S" else 0} for r in rows], "units": stated, "groups": groups,
            "excluded": selection.excluded(frame)})
    return {"cases": cases}


def replacement_vectors():
    """Sequences of struck ranks and who moves up; `up` 0 means nobody, -1 a refused strike."""
    cases, rg = [], random.Random("replacement")
    for n, w in ((3, 2), (1, 0), (5, 5), (0, 3), (4, 1), (2, 6)):
        for _ in range(3):
            ranks, steps = replacement.Ranks(n, w), []
            for _ in range(7):
                rank = rg.randint(1, n + w)
                try:
                    steps.append({"rank": rank, "up": ranks.strike(rank) or 0})
                except ValueError:
                    steps.append({"rank": rank, "up": -1})
            cases.append({"n": n, "w": w, "steps": steps})
    return {"cases": cases}


def random_instance(rg, small_numbers=False):
    """A small matching instance."""
    demand = rg.choice([1, 2, 2, 3])
    officers = {"F%d" % i: (rg.randint(0, 3), rg.randint(0, 4), rg.random() < 0.4)
                for i in range(rg.randint(demand, 5))}
    entries = {"O%d" % i: (demand, min(demand, rg.choice([0, 0, 1, 2])))
               for i in range(rg.randint(1, 4))}
    pairs = {(o, f): (rg.choice([0, 0, 1, 2, 7]),
                      rg.randint(0, 3) if small_numbers else rg.getrandbits(56))
             for o in entries for f in officers if rg.random() < 0.85}
    total = sum(d for d, _ in entries.values())
    low, high = flow.bounds(total, [p for p, _, _ in officers.values()], rg.randint(0, 1))
    return flow.Instance(entries, officers, pairs, low, high)


def enumerate_optima(inst):
    """(number of optimal assignments, cost, one of them) by trying everything."""
    choices, best, cost = [], [], None
    for o, (demand, a) in inst.entries.items():
        able = [f for f in inst.officers if (o, f) in inst.pairs]
        choices.append([(o, c) for c in itertools.combinations(able, demand)
                        if sum(inst.officers[f][2] for f in c) >= a])
    for combo in itertools.product(*choices):
        load = {}
        for _, members in combo:
            for f in members:
                load[f] = load.get(f, 0) + 1
        if any(x > inst.officers[f][1] for f, x in load.items()):
            continue
        value = flow.Flow(inst, dict(combo)).objective()
        if cost is None or value < cost:
            best, cost = [dict(combo)], value
        elif value == cost:
            best.append(dict(combo))
    return len(best), cost, best[0] if best else None


def instance_json(inst):
    """An instance as JSON."""
    return {"entries": [{"id": o, "demand": d, "a": a} for o, (d, a) in inst.entries.items()],
            "officers": [{"code": f, "prior": p, "cap": c, "special": s}
                         for f, (p, c, s) in inst.officers.items()],
            "pairs": [{"entry": o, "officer": f, "t": t, "r": str(r)}
                      for (o, f), (t, r) in sorted(inst.pairs.items())],
            "t_lo": inst.t_lo, "t_hi": inst.t_hi}


def _team(flow_or_team):
    return [{"entry": o, "officers": sorted(m)} for o, m in sorted(flow_or_team.items())]


def _potentials(values):
    return [{"kind": k, "id": i, "value": str(v)} for (k, i), v in sorted(values.items())]


def match_vectors():
    """Solved instances (checked by enumeration) and infeasible ones with their cut."""
    rg, out = random.Random("match"), {"solved": [], "infeasible": []}
    while len(out["solved"]) < 60 or len(out["infeasible"]) < 25:
        inst = random_instance(rg, small_numbers=len(out["solved"]) % 4 == 3)
        count, cost, _ = enumerate_optima(inst)
        if cost is None:
            if len(out["infeasible"]) < 25:
                deficit, visits, officers = flow.cut(inst)
                extra = {f: (p, c + 1, s) for f, (p, c, s) in inst.officers.items()}
                free = {o: (d, 0) for o, (d, _) in inst.entries.items()}
                out["infeasible"].append({
                    "instance": instance_json(inst), "deficit": deficit, "visits": visits,
                    "officers": officers, "relaxed": [
                        {"rule": "CAP+1", "deficit": flow.deficit(inst._replace(officers=extra))},
                        {"rule": "SPECIAL", "deficit": flow.deficit(
                            inst._replace(entries=free))}]})
            continue
        if len(out["solved"]) >= 60:
            continue
        solved = flow.solve(inst)
        values = solved.potentials()
        assert solved.objective() == cost and certificate.broken(inst, solved.team, values) is None
        unique = certificate.is_unique(inst, solved.team, values)
        assert unique == (count == 1)
        out["solved"].append({"instance": instance_json(inst), "objective": str(cost),
                              "unique": unique, "optima": count, "teams": _team(solved.team),
                              "potentials": _potentials(values)})
    return out


def step_vectors():
    """Incompatible team-mates: every step with its optimum and the pair it forbids (§9.4)."""
    rg, cases = random.Random("steps"), []
    while len(cases) < 15:
        inst = random_instance(rg)
        names = sorted(inst.officers)
        bad = [list(p) for p in itertools.combinations(names, 2) if rg.random() < 0.35]
        steps = _steps(inst, bad)
        if steps and (len(steps) > 1 or len(cases) < 3):
            cases.append({"instance": instance_json(inst), "incompatible": bad, "steps": steps})
    return {"cases": cases}


def _steps(inst, bad):
    pairs, steps = dict(inst.pairs), []
    while True:
        try:
            solved = flow.solve(inst._replace(pairs=pairs))
        except flow.Infeasible:
            return None
        clash = next(((o, max((f, g), key=lambda x: (inst.pairs[o, x][1], x)))
                      for o in sorted(solved.team) for f, g in bad
                      if f in solved.team[o] and g in solved.team[o]), None)
        steps.append({"teams": _team(solved.team), "potentials": _potentials(solved.potentials()),
                      "objective": str(solved.objective()), "forbids": [] if clash is None else [
                          {"entry": clash[0], "officer": clash[1]}]})
        if clash is None:
            return steps
        del pairs[clash]


def certificate_vectors():
    """Teams and potentials to accept or refuse."""
    rg, cases = random.Random("certificate"), []
    while len(cases) < 40:
        inst = random_instance(rg)
        try:
            solved = flow.solve(inst)
        except flow.Infeasible:
            continue
        values, team = solved.potentials(), dict(solved.team)
        node = rg.choice(sorted(values))
        changed = dict(values)
        changed[node] += rg.choice([-1, 1])
        for given in (values, changed):
            cases.append({"instance": instance_json(inst), "teams": _team(team),
                          "potentials": _potentials(given),
                          "accept": certificate.broken(inst, team, given) is None})
    return {"cases": cases}


def note_vectors():
    """Checkpoints and cosignatures of both trees with fixed test keys."""
    cases = []
    for tree, suite in (("sha256", "SHA256"), ("sm3", "SM3")):
        h = hash_of(suite)
        for size in (1, 5):
            root = merkle.root(h, [b"entry %d" % i for i in range(size)])
            text = notes.body(ORIGIN, tree, size, root)
            signers = [(w, secret(w), 1_700_000_000 + size) for w in ("witness0.example",
                                                                      "witness1.example")]
            note = notes.sign_note(text, tree, (ORIGIN, secret(ORIGIN)), signers, SM2_ID)
            keys = [{"name": n, "cosigner": n != ORIGIN,
                     "public": secret(n).public(tree).hex(), "key_id": notes.key_id(
                         n, tree, n != ORIGIN, secret(n).public(tree)).hex()}
                    for n in (ORIGIN, "witness0.example", "witness1.example")]
            cases.append({"tree": tree, "origin": ORIGIN, "sm2_id": SM2_ID, "size": size,
                          "root": root.hex(), "keys": keys, "body": text, "note": note,
                          "cosigned_text": notes.cosigned_text(1_700_000_000 + size,
                                                               text).decode()})
    secrets = [{"name": n, "ed25519_seed": secret(n).seed.hex(), "sm2_d": "%064x" % secret(n).d}
               for n in (ORIGIN, "witness0.example", "witness1.example", "holder0", "holder1")]
    return {"test_keys": secrets, "cases": cases}


def chain_vectors():
    """Log entries of honest test plans with the `prev` of the next entry."""
    cases = []
    for number in (0, 1, 5, 9, 12):
        files = builder.honest(number)
        if files is None:
            continue
        lines = [records.decode(x)["entry"] for x in files["log.jsonl"].split(b"\n")[:-1]]
        cases.append({"entries": [records.encode(e).decode() for e in lines], "digests": [
            tagged(e["suite"], "entry", records.encode(e)).hex() for e in lines]})
    return {"cases": cases}


def rematch_vectors():
    """Choice of a substitute: the smallest (r, code) under M' among the candidates."""
    from .seed import rematch_key
    cases = []
    for suite, seq, value in itertools.product(hashes.SUITES, (7, 123), (b"0" * 20, b"\xab" * 48)):
        s, h = tagged(suite, "seed", "rematch"), hash_of(suite)
        key = rematch_key(suite, s, seq, value)
        officers = ["GS%04d" % i for i in range(12)]
        numbers = [(tickets.pair_number(h, key, f, "OBJ1"), f) for f in officers]
        cases.append({"suite": suite, "seed": s.hex(), "seq": seq, "value": value.hex(),
                      "key": key, "object": "OBJ1", "numbers": [
                          {"officer": f, "r": str(r)} for r, f in numbers],
                      "chosen": min(numbers)[1]})
    return {"cases": cases}
