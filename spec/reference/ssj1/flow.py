"""The matching as a minimum-cost flow, solved by successive shortest paths (ssj-1 §9.3).

Nodes are ("O", id), ("X", id), ("F", code) and ("T", "-"). An instance is independent of where it
came from: entries with demand and specialist minimum, officers with prior, cap and a flag, and
for every eligible pair its tier and pair number.
"""

from collections import deque, namedtuple

PAIR, BALANCE = 1 << 105, 1 << 74
SINK = ("T", "-")
MAX_TOTAL = 2047

#: entries: {object_id: (demand, a)}; officers: {code: (prior, cap, is_special)};
#: pairs: {(object_id, code): (t, r)}.
Instance = namedtuple("Instance", "entries officers pairs t_lo t_hi")


class Infeasible(ValueError):
    """No assignment gives every entry its demand."""


def bounds(posts, priors, band):
    """(t_lo, t_hi) of a pool."""
    count, total = len(priors), posts + sum(priors)
    if not count:
        return 0, 0
    return total // count - band, -(-total // count) + band


def m(x, t_lo, t_hi):
    """The three-level balance cost."""
    return 0 if x <= t_lo else 1 if x <= t_hi else 2 * (x - t_hi)


class Flow:
    """A flow under construction or given: `team[o]` is the set of officers on entry o."""

    def __init__(self, inst, team=None):
        self.inst = inst
        self.team = {o: set() for o in inst.entries}
        self.load = {f: 0 for f in inst.officers}
        self.general = {o: 0 for o in inst.entries}
        self.of = {o: [] for o in inst.entries}
        self.by = {f: [] for f in inst.officers}
        for (o, f) in sorted(inst.pairs):
            self.of[o].append(f)
            self.by[f].append(o)
        for o, members in (team or {}).items():
            for f in members:
                self.toggle(o, f)

    def through_x(self, o, f):
        """True when the pair runs through the X node of the entry."""
        return self.inst.entries[o][1] > 0 and not self.inst.officers[f][2]

    def toggle(self, o, f):
        """Adds the pair, or takes it away; loads and X flows follow."""
        step = -1 if f in self.team[o] else 1
        (self.team[o].remove if step < 0 else self.team[o].add)(f)
        self.load[f] += step
        if self.through_x(o, f):
            self.general[o] += step

    def pair_cost(self, o, f):
        """t·2^105 + r of a pair."""
        t, r = self.inst.pairs[o, f]
        return t * PAIR + r

    def unit_cost(self, f, nth):
        """Cost of the nth post of an officer."""
        return BALANCE * m(self.inst.officers[f][0] + nth, self.inst.t_lo, self.inst.t_hi)

    def arcs(self, node):
        """Residual arcs [(to, cost)] out of a node."""
        kind, name = node
        if kind == "O":
            return self._arcs_o(name)
        if kind == "X":
            out = [(("F", f), self.pair_cost(name, f)) for f in self.of[name]
                   if f not in self.team[name] and self.through_x(name, f)]
            return out + ([(("O", name), 0)] if self.general[name] else [])
        if kind == "F":
            out = [(("X" if self.through_x(o, name) else "O", o), -self.pair_cost(o, name))
                   for o in self.by[name] if name in self.team[o]]
            if self.load[name] < self.inst.officers[name][1]:
                out.append((SINK, self.unit_cost(name, self.load[name] + 1)))
            return out
        return [(("F", f), -self.unit_cost(f, n)) for f, n in self.load.items() if n]

    def _arcs_o(self, o):
        demand, a = self.inst.entries[o]
        out = [(("F", f), self.pair_cost(o, f)) for f in self.of[o]
               if f not in self.team[o] and not self.through_x(o, f)]
        if a and self.general[o] < demand - a:
            out.append((("X", o), 0))
        return out

    def nodes(self):
        """Every node of the network, the X nodes of entries with a minimum only."""
        out = [SINK]
        out += [("F", f) for f in self.inst.officers]
        for o, (_, a) in self.inst.entries.items():
            out += [("O", o)] + ([("X", o)] if a else [])
        return out

    def unmet(self):
        """Entries with less than their demand."""
        return [o for o, (demand, _) in self.inst.entries.items() if len(self.team[o]) < demand]

    def distances(self, sources):
        """Shortest residual paths from the sources (no negative cycle): (distance, previous)."""
        dist, prev = {s: 0 for s in sources}, {}
        queue, waiting = deque(sources), set(sources)
        while queue:
            u = queue.popleft()
            waiting.discard(u)
            for v, cost in self.arcs(u):
                if v not in dist or dist[u] + cost < dist[v]:
                    dist[v], prev[v] = dist[u] + cost, u
                    if v not in waiting:
                        waiting.add(v)
                        queue.append(v)
        return dist, prev

    def reachable(self, sources):
        """(nodes reachable over residual arcs, previous), breadth first."""
        seen, prev, queue = set(sources), {}, deque(sources)
        while queue:
            u = queue.popleft()
            for v, _ in self.arcs(u):
                if v not in seen:
                    seen.add(v)
                    prev[v] = u
                    queue.append(v)
        return seen, prev

    def push(self, prev):
        """Pushes one unit along the path to the sink that `prev` describes."""
        path, node = [SINK], SINK
        while node in prev:
            node = prev[node]
            path.append(node)
        path.reverse()
        for u, v in zip(path, path[1:]):
            if u[0] in "OX" and v[0] == "F":
                self.toggle(u[1], v[1])
            elif u[0] == "F" and v[0] in "OX":
                self.toggle(v[1], u[1])

    def objective(self):
        """The cost of the flow."""
        total = sum(self.pair_cost(o, f) for o in self.team for f in self.team[o])
        return total + sum(self.unit_cost(f, n) for f in self.load
                           for n in range(1, self.load[f] + 1))

    def potentials(self):
        """The canonical potentials {node: value}."""
        dist, _ = self.distances([SINK])
        return {v: dist.get(v, 0) for v in self.nodes()}


def solve(inst):
    """The optimal flow; raises Infeasible."""
    flow = Flow(inst)
    while True:
        unmet = flow.unmet()
        if not unmet:
            return flow
        dist, prev = flow.distances([("O", o) for o in unmet])
        if SINK not in dist:
            raise Infeasible("deficit %d" % (posts(inst) - sum(flow.load.values())))
        flow.push(prev)


def posts(inst):
    """Sum of demands."""
    return sum(d for d, _ in inst.entries.values())


def maximum(inst):
    """A maximum flow (costs ignored)."""
    flow = Flow(inst)
    while True:
        unmet = flow.unmet()
        seen, prev = flow.reachable([("O", o) for o in unmet])
        if not unmet or SINK not in seen:
            return flow
        flow.push(prev)


def deficit(inst):
    """Posts that no assignment can fill."""
    return posts(inst) - sum(maximum(inst).load.values())


def cut(inst):
    """(deficit, entries, officers) of the canonical cut of an infeasible instance."""
    flow = maximum(inst)
    seen, _ = flow.reachable([("O", o) for o in flow.unmet()])
    return (posts(inst) - sum(flow.load.values()),
            sorted(n for k, n in seen if k == "O"), sorted(n for k, n in seen if k == "F"))
