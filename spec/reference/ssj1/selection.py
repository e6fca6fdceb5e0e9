"""Selection of objects and the result record (ssj-1 §8.4)."""

from . import quotas as q
from . import tickets
from .hashes import hash_of
from .seed import ticket_key


def ranked(h, key, members, start=0, direction="+"):
    """[(key, object_id)] ascending; `members` is [(object_id, weight)]."""
    return sorted((tickets.object_key(h, key, o, w, start, direction), o) for o, w in members)


def members_of(frame, unit):
    """Eligible (object_id, weight) of a unit, from parsed frame rows."""
    return [(row.object_id, row.weight) for row in frame if unit in row.units]


def batch(rank, batches, n):
    """Batch number of a drawn rank."""
    return (rank - 1) * batches // n + 1


def excluded(frame):
    """[{"code","count"}] of the excluded objects, ascending."""
    counts = {}
    for row in frame:
        if row.status != "E":
            counts[row.status[2:]] = counts.get(row.status[2:], 0) + 1
    return [{"code": c, "count": counts[c]} for c in sorted(counts)]


def select(rules, frame, s, h=None):
    """The draw. Returns (rows, units, groups): rows are [object, unit, rank, key, S|W] sorted."""
    suite = rules["suite"]
    h = h or hash_of(suite)
    keys = {g: ticket_key(suite, s, g) for g in sorted({u["group"] for u in rules["units"]})}
    members = {u["unit"]: members_of(frame, u["unit"]) for u in rules["units"]}
    numbers = q.quotas(rules, {u: len(m) for u, m in members.items()})
    rows, units = [], []
    for unit in rules["units"]:
        code = unit["unit"]
        total, n, w = numbers[code]
        order = ranked(h, keys[unit["group"]], members[code], int(unit["start"], 16), unit["dir"])
        for rank, (key, object_id) in enumerate(order[:n + w], 1):
            rows.append((object_id, code, str(rank), tickets.hex_key(key),
                         "S" if rank <= n else "W"))
        units.append({"N": total, "n": n, "w": w, "unit": code,
                      "cutoff": tickets.hex_key(order[n - 1][0]) if n else "-",
                      "next": tickets.hex_key(order[n][0]) if n < total else "-"})
    return sorted(rows), units, [{"group": g, "key": keys[g]} for g in sorted(keys)]
