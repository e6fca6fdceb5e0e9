"""Random but legal rules, people and tables for test ceremonies. Test data only."""

from . import names, records, tables
from .hashes import hash_of, tagged
from .stamp import secret

DEPTS = ("scjg", "rsj", "xfj")
REGIONS = ("R1", "R2")
EXCLUDED = ("CAP", "RECENT", "STATUS", "TRIAL", "PENDING", "IDBAD", "SCOPE", "DRAWN")


class Tables:
    """Rows of the frozen tables with salts from one secret."""

    def __init__(self, suite, seed_text):
        self.suite = suite
        self.secret = hash_of(suite)(b"SSJ-1 test salts " + seed_text.encode())

    def salt(self, table, key):
        """The salt of a row."""
        return tagged(self.suite, "salt", self.secret, table, key)[:16].hex()


def keys_of(name):
    """Public test keys of a log party."""
    return {"name": name, "ed25519": secret(name).public("sha256").hex(),
            "sm2": secret(name).public("sm3").hex()}


def quota_mode(rg, code, allocs):
    """Mode and its keys."""
    mode = rg.choice(["min", "max", "near", "fixed", "min", "alloc"])
    if mode == "alloc" and not allocs:
        mode = "min"
    if mode in ("min", "max", "near"):
        return {"mode": mode, "p": rg.randint(5, 30), "q": 100}
    if mode == "fixed":
        return {"mode": mode, "n": rg.randint(0, 6)}
    return {"mode": mode, "alloc": rg.choice(allocs), "share": rg.randint(1, 3), "lo": 0,
            "hi": rg.randint(2, 9)}


def units(rg, depts, allocs):
    """1–4 units."""
    out = []
    for i in range(rg.randint(1, 4)):
        dept = depts[i % len(depts)]
        unit = {"unit": "U%d.%s" % (i, dept.upper()), "group": rg.choice(["G1", "G1", "G2"]),
                "dept": dept, "class": rg.choice(["general", "key"]),
                "items": ["事项%d" % i], "at_least_one": rg.random() < 0.3, "ceiling": {},
                "batches": rg.choice([1, 1, 2, 5]), "start": "0" * 64, "dir": "+", "tags": [],
                "special": {}}
        unit.update(quota_mode(rg, unit["unit"], allocs))
        if unit["class"] == "general":
            unit["ceiling"] = {"p": rg.randint(unit.get("p", 20), 60), "q": 100}
        elif rg.random() < 0.2:
            for key in ("p", "q", "n", "alloc", "share", "lo", "hi"):
                unit.pop(key, None)
            unit.update(mode="all")
        if rg.random() < 0.3:
            unit["start"], unit["dir"] = "%064x" % rg.getrandbits(256), rg.choice("+-")
        if rg.random() < 0.2:
            unit["tags"] = ["FOOD"]
        if rg.random() < 0.35:
            unit["special"] = {"min": 1, "tag": "SPEC"}
        out.append(unit)
    return out


def matching(rg, depts):
    """Pools: one per dept over all regions, or one per region."""
    if rg.random() < 0.12:
        return {}
    pools = []
    for dept in depts:
        if len(depts) > 1 and rg.random() < 0.15:
            continue
        team = rg.random() < 0.12
        demand = 1 if team else rg.choice([2, 2, 2, 3])
        for regions in [["*"]] if rg.random() < 0.7 else [["R1"], ["R2"]]:
            pools.append({"pool": "MU-%s-%s" % (dept, regions[0].replace("*", "all")),
                          "dept": dept, "regions": regions, "team": team, "demand": demand})
    ladder = [s for s in ("REGION", "ROTATION", "CAP+1", "CAP+4", "CAP+9") if rg.random() < 0.5]
    return {"band": rg.choice([0, 0, 1, 2]), "incompatible": [], "ladder": ladder,
            "last_day": "2026-12-31", "rotation": rg.choice(["soft", "soft", "hard"]),
            "tiers": {"GRID": rg.randint(0, 2), "R1": rg.randint(0, 3), "R2": rg.randint(0, 2)},
            "pools": sorted(pools, key=lambda p: p["pool"])}


def log_part(rg):
    """Operator and witnesses."""
    count = rg.randint(0, 3)
    return {"origin": "log.test.example/draws", "operator": keys_of("log.test.example/draws"),
            "witnesses": [keys_of("witness%d.example" % i) for i in range(count)],
            "quorum": rg.randint(0, min(2, count)), "sm2_id": "1234567812345678"}


def rules(rg, draw_id, suite, mode, beacon, supplement):
    """A rules record."""
    depts = DEPTS[:rg.randint(1, 3)]
    allocs = ["AL1"] if rg.random() < 0.4 else []
    chosen = units(rg, depts, allocs)
    used = sorted({u["alloc"] for u in chosen if u["mode"] == "alloc"})
    publication = rg.choice(["sealed", "sealed", "immediate"])
    holders = [{"name": "holder%d" % i, "sm2": secret("holder%d" % i).public("sm3").hex()}
               for i in range(2 if publication == "sealed" or mode == "B" else rg.randint(0, 2))]
    return {
        "draw_id": draw_id, "suite": suite, "title": "测试抽取 %s" % draw_id,
        "purpose": "supplement" if supplement else "draw",
        "base": names.plan_of(draw_id) + "/1" if supplement else "-",
        "rehearsal": rg.random() < 0.2, "publication": publication,
        "blinded": rg.random() < 0.35, "freeze_day": "2023-08-01",
        "organiser": "dept:scjg", "contributors": sorted(
            ["dept:scjg", "witness:gsl", "witness:jjw"] + ["notary:x"] * rg.randint(0, 1)),
        "min_reveals": 2,
        "recorders": ["rec.a", "rec.b", "rec.c"], "holders": holders, "log": log_part(rg),
        "wait": {"p": rg.choice([0, 1, 1, 3]), "q": rg.choice([3, 4])},
        "allocations": [{"alloc": a, "total": rg.randint(2, 12)} for a in used],
        "units": chosen, "matching": matching(rg, depts)}


def frame(rg, r, t):
    """(frame bytes, {object_id: snapshot text})."""
    codes, rows, snapshots = [u["unit"] for u in r["units"]], [], {}
    ids = {"9162%s%07d%s" % (rg.choice(["0422", "0100"]), rg.randrange(10 ** 7), rg.choice("0X8"))
           for _ in range(rg.randint(5, 45))}
    ids |= {"PRJ:620422:%d" % i for i in range(rg.randint(0, 4))}
    for object_id in sorted(ids):
        snap = {"grid": rg.choice(["-", "GA", "GB"]), "region": rg.choice(REGIONS),
                "private": tagged(t.suite, "private", records.encode(
                    {"class": rg.choice("ABCD"), "salt": t.salt("private", object_id)})).hex(),
                "salt": t.salt("attrs", object_id)}
        text = records.encode(snap).decode()
        snapshots[object_id] = text
        eligible = rg.random() < 0.85
        units_of = [c for c in codes if rg.random() < 0.6] or [codes[0]]
        rows.append((object_id, "E" if eligible else "X:" + rg.choice(EXCLUDED),
                     tables.join_list(units_of) if eligible else "-",
                     str(rg.choice([1, 1, 1, 2, 3, 64]) if eligible else 1),
                     tagged(t.suite, "attrs", text).hex(), t.salt("frame", object_id)))
    return tables.write(rows), snapshots


def officers(rg, r, t):
    """officers.tsv bytes and the codes by dept."""
    rows, by_dept = [], {}
    split = {p["dept"] for p in r["matching"].get("pools", []) if p["regions"] != ["*"]}
    for dept in DEPTS:
        for i in range(rg.randint(4, 9)):
            code = "GS%s%02d" % (dept.upper(), i)
            tags = [x for x in ("FOOD", "GRID.GA", "LEAD", "SPEC") if rg.random() < 0.6]
            regions = rg.choice(["R1", "R2"]) if dept in split else rg.choice(["*", "R1,R2", "R1"])
            rows.append((code, dept, regions, tables.join_list(tags),
                         rg.choice(["2027-06-30"] * 4 + ["2026-12-31", "2026-01-31"]),
                         str(rg.choice([2, 6, 9, 20])), str(rg.randint(0, 3)),
                         t.salt("officers", code)))
            by_dept.setdefault(dept, []).append(code)
    return tables.write(sorted(rows)), by_dept


def conflicts(rg, by_dept, object_ids, t):
    """conflicts.tsv bytes."""
    keys = set()
    for codes in by_dept.values():
        for code in codes:
            for _ in range(rg.randint(0, 3)):
                keys.add((code, rg.choice(object_ids), rg.choice(["C", "R1", "R2", "L"])))
        if rg.random() < 0.3:
            keys.add((rg.choice(codes), "*", "L"))
    return tables.write(k + (t.salt("conflicts", "\t".join(k)),) for k in sorted(keys))


def incompatible(rg, by_dept):
    """A few pairs of one dept."""
    pairs = {tuple(sorted(rg.sample(codes, 2))) for codes in by_dept.values()
             for _ in range(rg.choice([0, 0, 1, 3])) if len(codes) > 1}
    return [list(p) for p in sorted(pairs)]
