"""Mutations of honest bundles at three levels, and the corpus lines.

Level 1 changes bytes. Level 2 changes a field and re-stamps `bundle.json`. Level 3 plays colluding
operator, holders and witnesses: artefact digests, digests and roots in the entries, the chain,
proofs, checkpoints and all signatures are made anew around the change (level 3 with `deep` also
recomputes the seed and the ticket keys). What only a different draw would make right stays wrong.
"""

import random

from . import checks_draw, context, merkle, mutate_special, mutate_values, records, seed, stamp
from . import verify as verifier
from .hashes import hash_of, tagged
from .mutate_values import encode, general, get, paths, put, row_change, spoil
from .stamp import model_of, with_bundle

#: Changes of every kind of place at levels 2 and 3 before chance decides.
TRIES = 1
TABLES = ("conflicts.tsv", "frame.tsv", "matching.tsv", "officers.tsv", "potentials.tsv",
          "rematches.tsv", "result.tsv", "visits.tsv")
ROOTS = {"result.tsv": ("result", "result"), "matching.tsv": ("match", "match"),
         "potentials.tsv": ("match", "potentials"), "visits.tsv": ("match", "visits")}
INTENT_ROOTS = {"frame.tsv": "frame", "officers.tsv": "officer", "conflicts.tsv": "conflict"}


def table_rows(data):
    """Rows of a table as lists, without checks."""
    return [line.split("\t") for line in data.decode("utf-8").split("\n")[:-1]]


def table_bytes(rows, resort):
    """A table from lists."""
    rows = sorted(rows) if resort else rows
    return "".join("\t".join(r) + "\n" for r in rows).encode("utf-8")


def sites(files):
    """[(general name, file, place)] of every value that can be changed."""
    out = []
    for name in sorted(files):
        data = files[name]
        if name in TABLES:
            for i, row in enumerate(table_rows(data)):
                out += [((name, column), name, (i, column)) for column in range(len(row))]
        elif name == "log.jsonl":
            for i, line in enumerate(data.split(b"\n")[:-1]):
                tree = records.decode(line)
                out += [((name, tree["entry"]["type"]) + general(p), name, (i, p))
                        for p in paths(tree)]
        else:
            tree = records.decode(data)
            out += [((name,) + general(p), name, (p,)) for p in paths(tree)]
    return out


def change(rg, files, name, place, resort=False):
    """New bytes of one file with the value at the place changed, or None."""
    data = files[name]
    if name in TABLES:
        return table_bytes(row_change(rg, table_rows(data), *place), resort)
    if name == "log.jsonl":
        lines = data.split(b"\n")[:-1]
        tree = records.decode(lines[place[0]])
        new = encode(put(tree, place[1], mutate_values.value(rg, get(tree, place[1]))))
        if new is None:
            return None
        lines[place[0]] = new
        return b"\n".join(lines) + b"\n"
    tree = records.decode(data)
    return encode(put(tree, place[0], mutate_values.value(rg, get(tree, place[0]))))


def level_1(rg, files):
    """A changed, missing or additional file; nothing re-stamped."""
    out = dict(files)
    name = rg.choice(sorted(files))
    kind = rg.randrange(8)
    if kind == 0:
        del out[name]
    elif kind == 1:
        out[rg.choice(["readme.txt", "frame2.tsv", "result.tsv", "Rules.json"])] = b"x\n"
    elif kind == 2:
        out[name] = spoil(rg, files[name])
    elif files[name]:
        data = bytearray(files[name])
        at = rg.randrange(len(data))
        if data[at] < 128:
            data[at] = rg.choice(b"0123456789abcXYZ,-\t\n ")
        out[name] = bytes(data)
    return out


def level_2(rg, files, name, place):
    """One field changed, bundle.json re-stamped."""
    new = change(rg, files, name, place)
    if new is None:
        return None
    if name == "bundle.json":
        return dict(files, **{name: new})
    return with_bundle(bundle_of(files), dict(files, **{name: new}))


def bundle_of(files):
    """bundle.json without its list."""
    value = records.decode(files["bundle.json"])
    return {k: v for k, v in value.items() if k != "files"}


def level_3(rg, files, name, place, deep):
    """One field changed and everything repaired that keys and hashes can repair."""
    model = model_of(files)
    if name in ("bundle.json", "checkpoints.json"):
        return None
    if name == "log.jsonl":
        line, path = place
        if not path or path[0] != "entry" or len(path) < 2:
            return None
        entry = model.lines[line][1]
        new = put(entry, path[1:], mutate_values.value(rg, get(entry, path[1:])))
        if encode(new) is None or not isinstance(new, dict):
            return None
        model.lines[line][1] = new
        changed = set()
    else:
        new = change(rg, files, name, place, resort=rg.random() < 0.8)
        if new is None:
            return None
        model.files[name] = new
        changed = {name}
    return restamp(model, changed, deep)


def restamp(model, changed, deep):
    """Repairs a Model and publishes it; None when the change cannot even be written down."""
    try:
        present = list(model.files)
        cascade(model, changed, deep)
        model.digest_artefacts()
        model.chain()
        return model.publish(present)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None


def _entry(model, kind):
    return next((e for e in stamp.attempt_lines(model) if e.get("type") == kind), None)


def _root(suite, data):
    lines = data.split(b"\n")[:-1]
    return merkle.root(hash_of(suite), lines).hex(), len(lines)


def cascade(model, changed, deep):
    """Digests and roots of changed artefacts, upwards into intent and entries."""
    suite, files = model.bundle["suite"], model.files
    if not changed and not deep:
        return
    intent = records.decode(files["intent.json"])
    if "intent.json" not in changed:
        for name, part in INTENT_ROOTS.items():
            if name in changed:
                intent[part + "_root"], intent[part + "_count"] = _root(suite, files[name])
        if "rules.json" in changed:
            digest = tagged(suite, "rules", files["rules.json"]).hex()
            intent["rules"] = _entry(model, "plan")["rules"] = digest
            rules = records.decode(files["rules.json"])
            for key in ("title", "purpose", "base"):
                _entry(model, "plan")[key] = rules[key]
        files["intent.json"] = records.encode(intent)
    digest = tagged(suite, "intent", files["intent.json"])
    e = _entry(model, "intent")
    e["intent"] = digest.hex()
    for key in ("t_r", "t_b", "deadline", "beacon"):
        e[key] = intent[key]
    if _entry(model, "result"):
        _entry(model, "result")["intent"] = digest.hex()
    _outcome(model, changed, deep, digest)


def _outcome(model, changed, deep, digest):
    suite, files = model.bundle["suite"], model.files
    if "result.json" in files:
        if "result.json" not in changed:
            record = records.decode(files["result.json"])
            record["intent"] = digest.hex()
            if deep:
                _new_seed(model, record, digest)
            files["result.json"] = records.encode(record)
        e = _entry(model, "result")
        e["result"] = tagged(suite, "result", files["result.json"]).hex()
    if "matching.json" in files:
        _entry(model, "match")["matching"] = tagged(suite, "matching",
                                                    files["matching.json"]).hex()
    for name, (kind, part) in ROOTS.items():
        if name in changed and _entry(model, kind):
            e = _entry(model, kind)
            e[part + "_root"], e[part + "_count"] = _root(suite, files[name])


def _new_seed(model, record, digest):
    """Seed and keys as the verifier computes them for the changed entries."""
    c = context.Context(model.files)
    c.bundle, c.intent = model.bundle, records.decode(model.files["intent.json"])
    c.rules, c.mine = records.decode(model.files["rules.json"]), stamp.attempt_lines(model)
    c.intent_digest = digest
    c.reveals = {e["contributor"]: e["nonce"] for e in c.all_of("reveal")}
    s = checks_draw.compute_seed(c)
    record["seed"] = s.hex()
    record["groups"] = [{"group": g, "key": seed.ticket_key(model.bundle["suite"], s, g)}
                        for g in sorted({u["group"] for u in c.rules["units"]})]
    e = c.one("result")
    e["seed"] = "-" if c.rules["publication"] == "sealed" else record["seed"]


def as_text(data):
    """File bytes as corpus text."""
    return data.decode("utf-8")


def patch_of(old, new):
    """{name: text or None} of what differs; None when it cannot be written as text."""
    out = {n: None for n in old if n not in new}
    try:
        out.update((n, as_text(d)) for n, d in new.items() if old.get(n) != d)
    except UnicodeDecodeError:
        return None
    return out


def verdict(files):
    """`accepted` or the failing check."""
    return verifier.verify(files).failed or "accepted"


def _where(name, place):
    """The place in words that do not count rows: field names, or the column of a table."""
    if name in TABLES:
        return "column %d" % (place[1] + 1)
    return ".".join(general(place[-1])) or "(all)"


class Plan:
    """Which change to try next: every kind of place once at levels 2 and 3, then at random."""

    def __init__(self, bases, number):
        self.bases, self.rg = bases, random.Random("SSJ-1 mutations %d" % number)
        self.sites = {b: sites(f) for b, f in sorted(bases.items())}
        kinds = {}
        for base in sorted(self.sites):
            for kind, name, place in self.sites[base]:
                kinds.setdefault(kind, []).append((base, name, place))
        self.kinds = kinds
        self.todo = [(level, kind, TRIES) for kind in sorted(kinds, key=str) for level in (2, 3)]
        self.rg.shuffle(self.todo)

    def next(self):
        """(label, base, files or None)."""
        rg = self.rg
        if self.todo:
            level, kind, tries = self.todo.pop()
            if tries:
                self.todo.insert(0, (level, kind, tries - 1))
            base, name, place = rg.choice(self.kinds[kind])
            return self.field(level, base, name, place)
        base = rg.choice(sorted(self.bases))
        kind = rg.random()
        if kind < 0.06:
            return "1", base, level_1(rg, self.bases[base])
        if kind < 0.3:
            label, new = mutate_special.special(rg, self.bases[base])
            return "3 " + label, base, new
        if kind < 0.7:
            base, name, place = rg.choice(self.kinds[rg.choice(sorted(self.kinds, key=str))])
        else:
            _, name, place = rg.choice(self.sites[base])
        return self.field(rg.choice([2, 3, 3]), base, name, place)

    def field(self, level, base, name, place):
        """A change of one field at a level."""
        files, deep = self.bases[base], self.rg.random() < 0.4
        where = "%s %s" % (name, _where(name, place))
        if level == 2:
            return "2 " + where, base, level_2(self.rg, files, name, place)
        return "3%s %s" % (" deep" if deep else "", where), base, level_3(
            self.rg, files, name, place, deep)
