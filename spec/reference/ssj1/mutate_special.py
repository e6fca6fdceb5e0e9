"""Forgeries that make sense to a forger: consistent changes of computed values, re-signed.

Each takes a Model and randomness and returns the names of the artefacts it changed, or None when
the bundle has nothing of the kind.
"""

import copy

from . import merkle, mutate_values, records, seed, tickets
from .hashes import hash_of
from .names import seconds, time_text
from .stamp import attempt_lines, model_of


def _table(model, name):
    return [line.split("\t") for line in model.files[name].decode().split("\n")[:-1]] \
        if name in model.files else []


def _write(model, name, rows, resort=True):
    rows = sorted(rows) if resort else rows
    model.files[name] = "".join("\t".join(r) + "\n" for r in rows).encode()


def friend_out(rg, model):
    """A drawn row is left out and the later ranks move up; counts stay."""
    rows = _table(model, "result.tsv")
    if len(rows) < 2:
        return None
    gone = rg.choice(rows)
    kept = [r for r in rows if r is not gone]
    for r in kept:
        if r[1] == gone[1] and int(r[2]) > int(gone[2]):
            r[2] = str(int(r[2]) - 1)
    if rg.random() < 0.6:
        record = records.decode(model.files["result.json"])
        unit = next(u for u in record["units"] if u["unit"] == gone[1])
        key = "w" if unit["w"] and rg.random() < 0.5 else "n"
        unit[key] = max(0, unit[key] - 1)
        model.files["result.json"] = records.encode(record)
        for e in attempt_lines(model):
            if e["type"] == "result":
                e["units"] = [dict(x, **{key: unit[key]}) if x["unit"] == gone[1] else x
                              for x in e["units"]]
    _write(model, "result.tsv", kept)
    return {"result.tsv", "result.json"}


def swap_ranks(rg, model):
    """Two rows of one unit change places in rank (and S or W)."""
    rows = _table(model, "result.tsv")
    pairs = [(a, b) for a in rows for b in rows if a[1] == b[1] and a[0] < b[0]]
    if not pairs:
        return None
    a, b = rg.choice(pairs)
    a[2], b[2] = b[2], a[2]
    if rg.random() < 0.5:
        a[4], b[4] = b[4], a[4]
    _write(model, "result.tsv", rows)
    return {"result.tsv"}


def stranger_in(rg, model):
    """A row's object becomes another one of the frame, with that one's true ticket."""
    rows, frame = _table(model, "result.tsv"), _table(model, "frame.tsv")
    if not rows or not frame:
        return None
    row, other = rg.choice(rows), rg.choice(frame)
    rules = records.decode(model.files["rules.json"])
    record = records.decode(model.files["result.json"])
    unit = next(u for u in rules["units"] if u["unit"] == row[1])
    key = next(g["key"] for g in record["groups"] if g["group"] == unit["group"])
    value = tickets.object_key(hash_of(rules["suite"]), key, other[0], int(other[3]),
                               int(unit["start"], 16), unit["dir"])
    row[0], row[3] = other[0], tickets.hex_key(value)
    if rg.random() < 0.7:
        mine = sorted((r for r in rows if r[1] == row[1]), key=lambda r: (r[3], r[0]))
        for rank, r in enumerate(mine, 1):
            r[2] = str(rank)
    _write(model, "result.tsv", rows)
    return {"result.tsv"}


def other_officer(rg, model):
    """A post goes to another officer, or two officers change places; r and leader true."""
    rows, officers = _table(model, "matching.tsv"), _table(model, "officers.tsv")
    if not rows:
        return None
    record = records.decode(model.files["result.json"])
    suite, tags = record["suite"], {o[0]: o[3].split(",") for o in officers}
    row = rg.choice(rows)
    if rg.random() < 0.5:
        row[3] = rg.choice(officers)[0]
    else:
        other = rg.choice([r for r in rows if r[:2] == row[:2]])
        row[3], other[3] = other[3], row[3]
    key = seed.match_key(suite, bytes.fromhex(record["seed"]), row[0])
    teams = {}
    for r in rows:
        if r[0] == row[0]:
            r[5] = str(tickets.pair_number(hash_of(suite), key, r[3], r[2]))
        teams.setdefault(tuple(r[:3]), []).append(r)
    for team in teams.values():
        lead = [r for r in team if "LEAD" in tags.get(r[3], [])] or team
        best = min(lead, key=lambda r: (int(r[5]), r[3]))
        for r in team:
            r[4] = "L" if r is best else "M"
    _write(model, "matching.tsv", rows)
    return {"matching.tsv"}


def shift_potentials(rg, model):
    """One or all potentials of a pool move by a little."""
    rows = _table(model, "potentials.tsv")
    if not rows:
        return None
    row, by, all_of = rg.choice(rows), rg.choice([-1, 1, 10 ** 6]), rg.random() < 0.3
    for r in rows:
        if r is row or all_of and r[:2] == row[:2] and r[2] != "T":
            r[4] = str(int(r[4]) + by)
    _write(model, "potentials.tsv", rows)
    return {"potentials.tsv"}


def steps(rg, model):
    """The last step is left out, or a step is stated twice."""
    if "matching.json" not in model.files:
        return None
    record = records.decode(model.files["matching.json"])
    solved = [p for p in record["pools"] if p["steps"]]
    if not solved:
        return None
    pool, add = rg.choice(solved), rg.random() < 0.5
    last = str(pool["steps"] - 1)
    pool["steps"] += 1 if add else -1
    for name in ("matching.tsv", "potentials.tsv"):
        rows = _table(model, name)
        mine = [r for r in rows if r[0] == pool["pool"] and r[1] == last]
        if add:
            rows += [[r[0], str(int(last) + 1)] + r[2:] for r in mine]
        else:
            rows = [r for r in rows if r not in mine]
        _write(model, name, rows)
    model.files["matching.json"] = records.encode(record)
    return {"matching.tsv", "potentials.tsv", "matching.json"}


def matching_number(rg, model):
    """A number or list of a pool in matching.json."""
    if "matching.json" not in model.files:
        return None
    record = records.decode(model.files["matching.json"])
    if not record["pools"]:
        return None
    pool = rg.choice(record["pools"])
    key = rg.choice(sorted(pool))
    old = pool[key]
    if isinstance(old, bool):
        pool[key] = not old
    elif isinstance(old, int):
        pool[key] = max(0, old + rg.choice([-1, 1]))
    elif key in ("objective", "tiebreak"):
        pool[key] = str(int(old) + 1)
    elif isinstance(old, list) and old:
        old[-1]["deficit"] += 1
    elif key == "infeasible" and old:
        part = rg.choice(["officers", "visits"])
        old[part] = old[part][1:]
    else:
        return None
    model.files["matching.json"] = records.encode(record)
    return {"matching.json"}


def after_rows(rg, model):
    """A replace, recuse or rematch entry names another row."""
    entries = [e for e in attempt_lines(model) if e["type"] in ("replace", "recuse", "rematch")]
    if not entries or "result.tsv" not in model.files:
        return None
    h, e = hash_of(model.bundle["suite"]), rg.choice(entries)
    name = "result.tsv" if e["type"] == "replace" else rg.choice(["matching.tsv",
                                                                  "rematches.tsv"])
    rows = model.files.get(name, b"").split(b"\n")[:-1]
    key = rg.choice(["out", "in"]) if e["type"] == "replace" else "row"
    e[key] = merkle.leaf(h, rg.choice(rows)).hex() if rows and rg.random() < 0.8 else "-"
    return set()


def rematch_officer(rg, model):
    """A rematch row names another officer, the entry follows."""
    rows = _table(model, "rematches.tsv")
    if not rows:
        return None
    row = rg.choice(rows)
    row[3] = rg.choice(_table(model, "officers.tsv"))[0]
    for e in attempt_lines(model):
        if e["type"] == "rematch" and e["seq"] == int(row[0]):
            e["row"] = merkle.leaf(hash_of(model.bundle["suite"]), "\t".join(row).encode()).hex()
    _write(model, "rematches.tsv", rows)
    return {"rematches.tsv"}


def entry_field(rg, model):
    """One field of an entry of this attempt, each type of entry as likely as any other."""
    entries = attempt_lines(model)
    kind = rg.choice(sorted({e["type"] for e in entries}))
    e = rg.choice([x for x in entries if x["type"] == kind])
    key = rg.choice(sorted(set(e) - {"type", "draw_id", "seq", "suite", "prev"}))
    e[key] = mutate_values.value(rg, e[key])
    return set() if mutate_values.encode(e) else None


def drop_entry(rg, model):
    """An entry is left out and the later ones are renumbered."""
    at = rg.randrange(len(model.lines))
    gone = model.lines.pop(at)[1]
    for _, e in model.lines[at:]:
        if e["draw_id"] == gone["draw_id"]:
            e["seq"] -= 1
    return set()


def swap_entries(rg, model):
    """Two neighbouring entries change places (times stay in order)."""
    at = rg.randrange(len(model.lines) - 1)
    a, b = model.lines[at][1], model.lines[at + 1][1]
    if a["draw_id"] != b["draw_id"]:
        return None
    a["seq"], b["seq"], a["time"], b["time"] = b["seq"], a["seq"], b["time"], a["time"]
    model.lines[at][1], model.lines[at + 1][1] = b, a
    return set()


def double_entry(rg, model):
    """An entry stands twice."""
    at = rg.randrange(len(model.lines))
    index, entry = model.lines[at]
    for line in model.lines[at + 1:]:
        line[0] += 1
        if line[1]["draw_id"] == entry["draw_id"]:
            line[1]["seq"] += 1
    copied = copy.deepcopy(entry)
    copied["seq"] += 1
    model.lines.insert(at + 1, [index + 1, copied])
    for point in model.checkpoints:
        if point.size > index:
            point.size += 1
    return set()


def witness(rg, model):
    """A witness is missing, or stamped another time."""
    points = [p for p in model.checkpoints if p.cosigned["sha256"]]
    if not points:
        return None
    point, tree = rg.choice(points), rg.choice(["sha256", "sm3"])
    at = rg.randrange(len(point.cosigned[tree])) if point.cosigned[tree] else None
    if at is None:
        return None
    name, time = point.cosigned[tree][at]
    if rg.random() < 0.4:
        del point.cosigned[tree][at]
    else:
        point.cosigned[tree][at] = name, time + rg.choice([-1, -3600, 3600, -10 ** 6, 10 ** 6])
    return set()


def checkpoint(rg, model):
    """A checkpoint is missing or of another size."""
    at = rg.randrange(len(model.checkpoints))
    if len(model.checkpoints) > 1 and rg.random() < 0.5:
        del model.checkpoints[at]
    else:
        model.checkpoints[at].size = max(1, model.checkpoints[at].size + rg.choice([-1, 1, 2]))
    model.checkpoints.sort(key=lambda p: p.size)
    return set()


def shift_time(rg, model):
    """An entry and all after it (or the cosignatures too) happen at another time."""
    at, by = rg.randrange(len(model.lines)), rg.choice([-3600, -61, 61, 700, 3600, 90_000])
    for _, e in model.lines[at:] if by > 0 else model.lines[:at + 1]:
        e["time"] = time_text(seconds(e["time"]) + by)
    if rg.random() < 0.5:
        for point in model.checkpoints:
            for tree in point.cosigned:
                point.cosigned[tree] = [(w, t + by) for w, t in point.cosigned[tree]]
    return set()


ALL = (friend_out, swap_ranks, stranger_in, other_officer, other_officer, shift_potentials, steps,
       steps, matching_number, matching_number, after_rows, after_rows, rematch_officer,
       drop_entry, swap_entries, double_entry, witness, checkpoint, shift_time) + (entry_field,) * 5


def special(rg, files):
    """(name, forged files or None)."""
    from .mutate import restamp
    model, forge = model_of(files), rg.choice(ALL)
    changed = forge(rg, model)
    return forge.__name__, None if changed is None else restamp(model, changed, False)
