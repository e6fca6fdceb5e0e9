"""Corpus files: JSON lines of bases and of patched cases with the verdict expected of everybody.

`{"base": id, "files": {name: text}}` comes before the cases that use it;
`{"case": id, "base": id, "patch": {name: text or null}, "expect": "V-xx" or "accepted", "what"}`.
"""

import collections
import json
import multiprocessing
import re

from . import builder, mutate, records
from . import verify as verifier


def dump(value):
    """One corpus line."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def honest(count, first=0):
    """Yields (id, files) of the first `count` lucky ceremonies."""
    number = first
    while count:
        files = builder.honest(number)
        if files is not None:
            yield "h%05d" % number, files
            count -= 1
        number += 1


def base_line(base, files):
    """The line of a base."""
    return dump({"base": base, "files": {n: mutate.as_text(d) for n, d in files.items()}})


def write_honest(count, out):
    """Bases with one unpatched case each; returns {verdict: number}."""
    verdicts = collections.Counter()
    for base, files in honest(count):
        expect = mutate.verdict(files)
        verdicts[expect] += 1
        out.write(base_line(base, files))
        out.write(dump({"base": base, "case": base + "-as-is", "expect": expect, "patch": {},
                        "what": "as published"}))
    return verdicts


class Writer:
    """Writes mutations until there are enough; keeps count of what was dropped and why."""

    def __init__(self, bases, number, prefix, keep=False):
        self.keep, self.message = keep, ""
        self.plan, self.bases, self.prefix = mutate.Plan(bases, number), bases, prefix
        self.verdicts, self.dropped = collections.Counter(), collections.Counter()
        self.seen, self.made = set(), 0

    def lines(self, count):
        """Yields corpus lines of `count` mutations."""
        while self.made < count:
            what, base, new = self.plan.next()
            old = self.bases[base]
            patch = mutate.patch_of(old, new) if new is not None else None
            key = (base, dump(patch)) if patch else None
            if not patch or key in self.seen:
                continue
            self.seen.add(key)
            report = verifier.verify(new)
            expect = report.failed or "accepted"
            self.message = next((row[3] for row in report.rows if row[3]), "")
            if expect == "accepted":
                stage = records.decode(new["bundle.json"])["stage"]
                self.dropped["%s: %s" % (stage, what)] += 1
                if not self.keep:
                    continue
            self.made += 1
            self.verdicts[expect] += 1
            yield dump({"base": base, "case": "%s%05d" % (self.prefix, self.made),
                        "expect": expect, "patch": patch, "what": what})


def _share(job):
    """One process's mutations: (lines, verdicts, dropped)."""
    bases, number, count, keep = job
    writer = Writer(bases, number, "m%d-" % number, keep)
    return list(writer.lines(count)), writer.verdicts, writer.dropped


def write_mutations(count, out, base_count, jobs=1, first=0, keep=False):
    """Bases and mutations; returns (verdicts, dropped). `keep` writes the legitimate ones too."""
    bases = dict(honest(base_count, first))
    for base, files in sorted(bases.items()):
        out.write(base_line(base, files))
    names = sorted(bases)
    shares = [({b: bases[b] for b in names[i::jobs]}, first + i,
               count // jobs + (i < count % jobs), keep)
              for i in range(jobs)]
    verdicts, dropped = collections.Counter(), collections.Counter()
    pool = multiprocessing.Pool(jobs) if jobs > 1 else None
    for lines, a, b in (pool.imap(_share, shares) if pool else map(_share, shares)):
        out.writelines(lines)
        verdicts.update(a)
        dropped.update(b)
    if pool:
        pool.close()
    return verdicts, dropped


def _passes(files):
    """Checks with the verdict pass."""
    return {row[0] for row in verifier.verify(files).rows if row[2] == "pass"}


def small_cover(candidates):
    """Few small bases that together pass every check: {base: files}."""
    passes = {b: _passes(f) for b, f in candidates.items()}
    size = {b: sum(map(len, f.values())) for b, f in candidates.items()}
    missing, out = set().union(*passes.values()), {}
    while missing:
        best = max(sorted(passes), key=lambda b: len(passes[b] & missing) / size[b] ** 0.5)
        out[best] = candidates[best]
        missing -= passes[best]
    return out


def shape(message):
    """A failure message without the names and numbers in it."""
    return re.sub("[0-9A-Za-z_.:'()-]+", "", message)


def write_checks(out, per_check=5, rounds=6000):
    """Bases that pass every check and, for every check, small cases that fail it in other words."""
    bases = small_cover(dict(honest(120)))
    for stage in ("committed", "sealed", "void"):
        if not any(records.decode(f["bundle.json"])["stage"] == stage for f in bases.values()):
            name, files = next((b, f) for b, f in honest(120)
                               if records.decode(f["bundle.json"])["stage"] == stage)
            bases[name] = files
    for base in sorted(bases):
        out.write(base_line(base, bases[base]))
        out.write(dump({"base": base, "case": base + "-as-is", "expect": "accepted", "patch": {},
                        "what": "passes " + " ".join(sorted(_passes(bases[base])))}))
    found, writer = {}, Writer(bases, 27, "c")
    for line in writer.lines(rounds):
        key = json.loads(line)["expect"], shape(writer.message)
        found[key] = min(found.get(key, line), line, key=lambda x: (len(x), x))
    shapes = collections.Counter(check for check, _ in found)
    for check in sorted(shapes):
        lines = sorted(found[k] for k in found if k[0] == check)
        out.writelines(sorted(lines, key=len)[:per_check])
    return dict(sorted(shapes.items()))


def _case(job):
    """(case, expected, verdict) of a case with its files."""
    case, expect, files = job
    return case, expect, mutate.verdict(files)


def cases(path):
    """Yields (case, expected, files) of a corpus file."""
    bases = {}
    with open(path, encoding="utf-8") as f:
        for line in f:
            value = json.loads(line)
            if "files" in value:
                bases[value["base"]] = {n: t.encode() for n, t in value["files"].items()}
                continue
            files = dict(bases[value["base"]])
            for name, text in value["patch"].items():
                if text is None:
                    files.pop(name, None)
                else:
                    files[name] = text.encode()
            yield value["case"], value["expect"], files


def run(path, jobs=1):
    """Yields (case, expected, verdict)."""
    if jobs == 1:
        yield from map(_case, cases(path))
        return
    with multiprocessing.Pool(jobs) as pool:
        yield from pool.imap(_case, cases(path), chunksize=64)
