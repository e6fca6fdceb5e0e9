"""One matching pool from rules and tables to teams, steps and the ladder (ssj-1 §9.3 – §9.5)."""

from . import flow, pools
from .flow import Instance

MAX_STEPS = 1000


class Pool:
    """Everything about one pool that does not depend on the solution."""

    def __init__(self, rules, pool, officers, entries, conflicts, numbers):
        """`numbers` maps (object_id, officer_code) to r; `entries` are those of this pool."""
        self.rules, self.spec = rules, pool
        self.code, self.dept, self.demand = pool["pool"], pool["dept"], pool["demand"]
        self.officers = pools.officers_of(pool, officers)
        self.entries = entries
        self.pairs = pools.Pairs(rules, conflicts)
        self.numbers = numbers
        self.posts = self.demand * len(entries)
        self.t_lo, self.t_hi = flow.bounds(self.posts, [f.prior for f in self.officers],
                                           rules["matching"]["band"])

    def specialists(self):
        """Codes of the officers with the dept's special tag."""
        tag = pools.special_tag(self.rules, self.dept)
        return {f.code for f in self.officers if pools.is_special(f, tag)}

    def extra_cap(self, relaxed):
        """k of the CAP+k in force (the last one applied)."""
        steps = [r for r in relaxed if r.startswith("CAP+")]
        return int(steps[-1][4:]) if steps else 0

    def instance(self, relaxed=(), forbidden=()):
        """The flow instance under relaxed predicates, without the forbidden pairs."""
        special, extra = self.specialists(), self.extra_cap(relaxed)
        entries = {o.object_id: (self.demand, 0 if "SPECIAL" in relaxed else o.a)
                   for o in self.entries}
        officers = {f.code: (f.prior, f.cap + extra, f.code in special) for f in self.officers}
        out = set(forbidden)
        pairs = {}
        for o in self.entries:
            for f in self.officers:
                key = o.object_id, f.code
                if key not in out and self.pairs.reason(f, o, self.dept, relaxed) is None:
                    pairs[key] = self.pairs.tier(f, o), self.numbers[key]
        return Instance(entries, officers, pairs, self.t_lo, self.t_hi)

    def feasibility(self):
        """The feasibility part of the pool's record: deficit, infeasible, ladder, void, relaxed."""
        deficit, visits, officers = flow.cut(self.instance())
        out = {"deficit": deficit, "infeasible": {}, "ladder": [], "void": False}
        relaxed = []
        if deficit:
            out["infeasible"] = {
                "visits": visits, "officers": officers,
                "relaxed": [{"rule": r, "deficit": flow.deficit(self.instance([r]))}
                            for r in pools.RELAXED]}
            left = deficit
            for rule in self.rules["matching"]["ladder"]:
                relaxed.append(rule)
                left = flow.deficit(self.instance(relaxed))
                out["ladder"].append({"rule": rule, "deficit": left})
                if not left:
                    break
            out["void"] = left > 0
        return out

    def record(self):
        """The pool's part of matching.json without steps and objective."""
        return dict(self.feasibility(), entries=len(self.entries), officers=len(self.officers),
                    pool=self.code, posts=self.posts, t_hi=self.t_hi, t_lo=self.t_lo,
                    tiebreak="0")

    def clash(self, team):
        """The pair (object_id, officer) that the next step forbids, or None (§9.4)."""
        for o in sorted(team):
            for f, g in self.rules["matching"]["incompatible"]:
                if f in team[o] and g in team[o]:
                    return o, max((f, g), key=lambda x: (self.numbers[o, x], x))
        return None

    def solve(self, relaxed):
        """[(instance, flow)] of every step; raises flow.Infeasible when a step has none."""
        forbidden, steps = [], []
        while len(steps) <= MAX_STEPS:
            inst = self.instance(relaxed, forbidden)
            solved = flow.solve(inst)
            steps.append((inst, solved))
            pair = self.clash(solved.team)
            if pair is None:
                return steps
            forbidden.append(pair)
        raise flow.Infeasible("more than %d steps" % MAX_STEPS)

    def leader(self, object_id, members):
        """The leader of a team: LEAD tag first, then the smallest r."""
        tags = {f.code: f.tags for f in self.officers}
        lead = [f for f in members if "LEAD" in tags[f]] or list(members)
        return min(lead, key=lambda f: (self.numbers[object_id, f], f))


def build(rules, officers, conflicts, visits, numbers_of):
    """[Pool] in the order of the rules; `numbers_of(pool, officer codes, object ids)` gives r."""
    by_pool = pools.entries(rules, visits)
    out = []
    for pool in rules["matching"].get("pools", []):
        code = pool["pool"]
        members = [f.code for f in pools.officers_of(pool, officers)]
        numbers = numbers_of(code, members, [o.object_id for o in by_pool[code]])
        out.append(Pool(rules, pool, officers, by_pool[code], conflicts, numbers))
    return out
