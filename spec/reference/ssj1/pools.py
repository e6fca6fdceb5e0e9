"""Visit entries, pools and pairs (ssj-1 §9.1, §9.2)."""

from collections import namedtuple

from . import tickets

PREDICATES = ("DEPT", "REGION", "CERT", "TAG", "CONFLICT", "LEAVE", "ROTATION")
RELAXED = ("REGION", "CERT", "TAG", "CONFLICT", "LEAVE", "ROTATION", "CAP+1", "SPECIAL")

#: One visit entry: units are the S units of the pool's dept on the object, a = specialists needed.
Entry = namedtuple("Entry", "object_id units region grid tags special a")


class PoolError(ValueError):
    """An entry fits no pool or two, an officer is of two pools, or a bound is exceeded."""


def overlaps(left, right):
    """True when one list has `*` or both share a region."""
    return "*" in left or "*" in right or bool(set(left) & set(right))


def officers_of(pool, officers):
    """The officers of a pool, in order of code."""
    return [f for f in officers
            if f.dept == pool["dept"] and overlaps(pool["regions"], f.regions)]


def check_membership(rules, officers):
    """Raises PoolError when an officer is of two pools."""
    home = {}
    for pool in rules["matching"]["pools"]:
        for f in officers_of(pool, officers):
            if f.code in home:
                raise PoolError("执法人员%s同属匹配池%s与%s" % (f.code, home[f.code], pool["pool"]))
            home[f.code] = pool["pool"]


def special_tag(rules, dept):
    """The special tag of a dept or None."""
    return next((u["special"]["tag"] for u in rules["units"]
                 if u["dept"] == dept and u["special"]), None)


def entry_of(rules, object_id, units, snapshot, dept):
    """The visit entry of an object for a dept from its unit codes of that dept."""
    chosen = [u for u in rules["units"] if u["unit"] in units and u["dept"] == dept]
    return Entry(object_id, [u["unit"] for u in chosen], snapshot["region"], snapshot["grid"],
                 sorted({t for u in chosen for t in u["tags"]}), special_tag(rules, dept),
                 max((u["special"]["min"] for u in chosen if u["special"]), default=0))


def fitting_pools(rules, dept, region):
    """Codes of the pools an entry of this dept and region fits."""
    return [p["pool"] for p in rules["matching"].get("pools", [])
            if p["dept"] == dept and overlaps(p["regions"], [region])]


def entries(rules, visits):
    """{pool: [Entry]} in order of object_id. `visits`: rows with units of S."""
    out = {p["pool"]: [] for p in rules["matching"].get("pools", [])}
    with_pool = {p["dept"] for p in rules["matching"].get("pools", [])}
    dept_of = {u["unit"]: u["dept"] for u in rules["units"]}
    for visit in visits:
        for dept in sorted({dept_of[u] for u in visit.units} & with_pool):
            fit = fitting_pools(rules, dept, visit.snapshot["region"])
            if len(fit) != 1:
                raise PoolError("%s(%s)应恰好属于一个匹配池, 实为%d个" %
                                (visit.object_id, dept, len(fit)))
            out[fit[0]].append(entry_of(rules, visit.object_id, visit.units, visit.snapshot, dept))
    return out


class Pairs:
    """Eligibility, tier and pair number of officers and entries of one draw."""

    def __init__(self, rules, conflicts):
        self.rules = rules["matching"]
        self.rows = {}
        for c in conflicts:
            self.rows.setdefault((c.officer, c.object_id), set()).add(c.code)

    def codes(self, f, o):
        """Codes of the conflict rows of the pair."""
        return self.rows.get((f.code, o.object_id), set())

    def reason(self, f, o, dept, relaxed=()):
        """The first failing predicate of the pair or None when it is eligible."""
        codes = self.codes(f, o)
        leave = "L" in codes or "L" in self.rows.get((f.code, "*"), set())
        hard = self.rules["rotation"] == "hard" and bool(codes & {"R1", "R2"})
        fails = {"DEPT": f.dept != dept,
                 "REGION": "*" not in f.regions and o.region not in f.regions,
                 "CERT": f.cert < self.rules["last_day"],
                 "TAG": not set(o.tags) <= set(f.tags),
                 "CONFLICT": "C" in codes, "LEAVE": leave, "ROTATION": hard}
        return next((p for p in PREDICATES if fails[p] and p not in relaxed), None)

    def tier(self, f, o):
        """The soft tier t."""
        tiers, codes, t = self.rules["tiers"], self.codes(f, o), 0
        if self.rules["rotation"] == "soft":
            t += tiers["R1"] * ("R1" in codes) + tiers["R2"] * ("R2" in codes)
        grids = [tag for tag in f.tags if tag.startswith("GRID.")]
        if grids and o.grid != "-" and "GRID." + o.grid not in grids:
            t += tiers["GRID"]
        return t


def is_special(f, tag):
    """True when the officer is a specialist of the tag."""
    return tag is not None and tag in f.tags


def pair_numbers(h, key, officers, objects):
    """{(object_id, officer_code): r}."""
    return {(o, f): tickets.pair_number(h, key, f, o) for o in objects for f in officers}
