"""Writes a bundle with many frame rows for the bench: bench_bundle.py ROWS OUT_FOLDER [SUITE].

A test ceremony of the reference implementation with a large frame in place of its own. The
attribute digests are random bytes, so the ceremony must be one without matching.
"""

import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "spec", "reference"))

from ssj1 import build_rules, builder  # noqa: E402


def rules_for(original):
    """The rules of the test ceremony with ratios that suit a large frame."""
    def make(*args):
        r = original(*args)
        r["matching"], r["allocations"], r["blinded"] = {}, [], False
        for u in r["units"]:
            for key in ("n", "alloc", "share", "lo", "hi", "p", "q"):
                u.pop(key, None)
            u.update(mode="min", p=1, q=100, ceiling={"p": 5, "q": 100}, special={})
        return r
    return make


def frame_of(rows):
    """A frame of `rows` rows over the units of the rules."""
    def make(rg, r, _tables):
        units = [u["unit"] for u in r["units"]]
        lists = [",".join(sorted(rg.sample(units, rg.randint(1, len(units)))))
                 for _ in range(8)]
        lines = []
        for i in range(rows):
            name = "9162%014d" % (i * 97)
            text = ("X:CAP\t-\t1" if i % 50 == 0 else
                    "E\t%s\t%d" % (lists[i % 8], 3 if i % 10 == 0 else 1))
            lines.append("%s\t%s\t%064x\t%032x\n" % (
                name, text, rg.getrandbits(256), rg.getrandbits(128)))
        return "".join(lines).encode(), {"9162%014d" % 0: None}
    return make


def main(rows, folder, suite):
    """Looks for a ceremony that ends open, in the suite asked for."""
    build_rules.rules = rules_for(build_rules.rules)
    build_rules.frame = frame_of(min(rows, 200))
    for number in range(suite == "SHA256", 1000, 2):
        c = builder.Ceremony(number)
        if c.stage == "open" and not c.history and c.mode == "A":
            break
    build_rules.frame = frame_of(rows)
    build_rules.conflicts = lambda *_: b""
    files = builder.honest(number)
    os.makedirs(folder, exist_ok=True)
    for name, data in files.items():
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)
    print(folder, sum(map(len, files.values())), "bytes")


if __name__ == "__main__":
    random.seed(0)
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else "SM3")
