"""Quotas and the allocation of a total (ssj-1 §8.3)."""


def ceil_part(n, p, q):
    """(n·p + q − 1) div q."""
    return (n * p + q - 1) // q


def basic(unit, eligible, part=0):
    """n0 of a unit; `part` is its share of the allocation for mode `alloc`."""
    mode = unit["mode"]
    if mode == "min":
        return ceil_part(eligible, unit["p"], unit["q"])
    if mode == "max":
        return eligible * unit["p"] // unit["q"]
    if mode == "near":
        return (2 * eligible * unit["p"] + unit["q"]) // (2 * unit["q"])
    return {"fixed": unit.get("n"), "all": eligible, "alloc": part}[mode]


def quota(unit, eligible, part=0):
    """n of a unit."""
    n = min(basic(unit, eligible, part), eligible)
    if unit["ceiling"]:
        n = min(n, eligible * unit["ceiling"]["p"] // unit["ceiling"]["q"])
    if unit["at_least_one"] and n == 0 and eligible > 0:
        n = 1
    return n


def webster(total, units):
    """Sainte-Laguë with bounds. `units`: dicts with unit, N, share, lo, hi. Returns {unit: n}."""
    rows = sorted((u["unit"], min(u["lo"], u["N"]), min(u["hi"], u["N"]), u["N"] * u["share"])
                  for u in units)
    given = {code: lo for code, lo, _, _ in rows}
    missing = total - sum(given.values())
    while missing > 0:
        best = None
        for code, _, hi, weight in rows:
            if given[code] < hi:
                odd = 2 * given[code] + 1
                if best is None or weight * best[2] > best[1] * odd:
                    best = (code, weight, odd)
        if best is None:
            break
        given[best[0]] += 1
        missing -= 1
    return given


def quotas(rules, eligible):
    """{unit: (N, n, w)} of all units of the rules; `eligible` maps unit to N."""
    parts = {}
    for alloc in rules["allocations"]:
        members = [dict(u, N=eligible[u["unit"]]) for u in rules["units"]
                   if u["mode"] == "alloc" and u["alloc"] == alloc["alloc"]]
        parts.update(webster(alloc["total"], members))
    wait, out = rules["wait"], {}
    for unit in rules["units"]:
        total = eligible[unit["unit"]]
        n = quota(unit, total, parts.get(unit["unit"], 0))
        out[unit["unit"]] = (total, n, min(ceil_part(n, wait["p"], wait["q"]), total - n))
    return out
