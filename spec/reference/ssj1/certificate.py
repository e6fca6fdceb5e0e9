"""Checking a published optimum without solving (ssj-1 §9.3): potentials and uniqueness."""

from .flow import SINK, Flow


def broken(inst, team, potentials):
    """None when the potentials prove the team optimal and are canonical, else a sentence."""
    flow = Flow(inst, team)
    if set(potentials) != set(flow.nodes()):
        odd = sorted(set(potentials) ^ set(flow.nodes()))[0]
        return "节点%s %s多余或缺失" % odd
    if potentials[SINK] != 0:
        return "汇点的势应为0"
    reach, _ = flow.reachable([SINK])
    tight = set()
    for u in reach:
        for v, cost in flow.arcs(u):
            reduced = cost + potentials[u] - potentials[v]
            if reduced < 0:
                return "弧%s→%s的约化费用为负" % (u, v)
            if reduced == 0:
                tight.add(v)
    for v in flow.nodes():
        if v not in reach and potentials[v] != 0:
            return "节点%s %s不可达, 势应为0" % v
        if v in reach and v != SINK and v not in tight:
            return "节点%s %s没有紧弧, 势不是最短路" % v
    return None


def is_unique(inst, team, potentials):
    """True when no zero-cost cycle other than an arc with its own reverse exists.

    A strongly connected part of the zero arcs has such a cycle exactly when it has more linked
    pairs of nodes than a tree on its nodes would have.
    """
    flow = Flow(inst, team)
    zero = {u: [v for v, cost in flow.arcs(u) if cost + potentials[u] == potentials[v]]
            for u in flow.nodes()}
    for part in components(zero):
        members = set(part)
        links = {frozenset((u, v)) for u in part for v in zero[u] if v in members}
        if len(links) > len(part) - 1:
            return False
    return True


def components(graph):
    """Strongly connected components (Tarjan, without recursion)."""
    index, low, on_stack, stack, out = {}, {}, set(), [], []
    for start in graph:
        if start in index:
            continue
        work = [(start, iter(graph[start]))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while work:
            node, children = work[-1]
            child = next(children, None)
            if child is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    part = []
                    while not part or part[-1] != node:
                        part.append(stack.pop())
                        on_stack.discard(part[-1])
                    out.append(part)
            elif child not in index:
                index[child] = low[child] = len(index)
                stack.append(child)
                on_stack.add(child)
                work.append((child, iter(graph[child])))
            elif child in on_stack:
                low[node] = min(low[node], index[child])
    return out
