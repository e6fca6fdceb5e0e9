"""Random draws by the Python reference: one digest over all rows for every thousand draws.

Usage: python3 draws_10000.py FIRST COUNT, prints a line `FIRST COUNT sha256` for each thousand
(or for what is left). `draw_random.rs` makes the same draws in Rust from the same numbers.

Draw i takes its numbers from the bytes SHA-256("draw" TAB i TAB block), block = 0, 1, …, two bytes
a number, big-endian. There is no other source, so both sides read the same text.
"""

import hashlib
import os
import sys
from collections import namedtuple

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "spec", "reference"))

from ssj1 import selection  # noqa: E402

Row = namedtuple("Row", "object_id status units weight")
MODES = ("min", "max", "near", "fixed", "all", "alloc")


class Numbers:
    """Numbers of one draw."""

    def __init__(self, draw):
        self.draw, self.block, self.left = draw, 0, b""

    def below(self, bound):
        """A number below `bound`."""
        if len(self.left) < 2:
            text = "draw\t%d\t%d" % (self.draw, self.block)
            self.left += hashlib.sha256(text.encode()).digest()
            self.block += 1
        value = int.from_bytes(self.left[:2], "big")
        self.left = self.left[2:]
        return value % bound


def unit(numbers, code):
    """One unit."""
    mode = MODES[numbers.below(6)]
    q = 1 + numbers.below(100)
    out = {"unit": code, "group": "G%d" % numbers.below(2), "mode": mode,
           "at_least_one": numbers.below(2) == 1, "ceiling": {},
           "start": ("%02x" % numbers.below(256)) * 32, "dir": "+-"[numbers.below(2)]}
    if mode in ("min", "max", "near"):
        out["q"] = q
        out["p"] = numbers.below(q + 1)
    elif mode == "fixed":
        out["n"] = numbers.below(20)
    elif mode == "alloc":
        lo = numbers.below(4)
        out.update(alloc="A", share=1 + numbers.below(5), lo=lo, hi=lo + numbers.below(12))
    if numbers.below(3) == 0:
        q = 1 + numbers.below(50)
        out["ceiling"] = {"p": numbers.below(q + 1), "q": q}
    return out


def draw(number):
    """The rules, the frame and the seed of a draw."""
    numbers = Numbers(number)
    units = [unit(numbers, "U%d" % u) for u in range(1 + numbers.below(4))]
    total = numbers.below(30)
    q = 1 + numbers.below(10)
    wait = {"p": numbers.below(q + 1), "q": q}
    frame = []
    for place in range(numbers.below(40)):
        weight = 1 + numbers.below(5)
        members = [u["unit"] for u in units if numbers.below(3) > 0]
        status = "E" if members else "X:CAP"
        frame.append(Row("OBJ%03d" % place, status, members, weight if members else 1))
    has_alloc = any(u["mode"] == "alloc" for u in units)
    rules = {"suite": ("SM3", "SHA256")[number % 2], "units": units, "wait": wait,
             "allocations": [{"alloc": "A", "total": total}] if has_alloc else []}
    seed = hashlib.sha256(b"seed\t%d" % number).digest()
    return rules, frame, seed


def text(number):
    """All that was drawn, as lines."""
    rules, frame, seed = draw(number)
    rows, units, _ = selection.select(rules, frame, seed)
    out = ["%d %s" % (number, " ".join("%s=%d/%d/%d/%s/%s" % (
        u["unit"], u["N"], u["n"], u["w"], u["cutoff"], u["next"]) for u in units))]
    out += ["\t".join(row) for row in rows]
    return "".join(line + "\n" for line in out)


def main(first, count):
    """Prints the digests."""
    end = first + count
    while first < end:
        here = min(1000, end - first)
        digest = hashlib.sha256()
        for number in range(first, first + here):
            digest.update(text(number).encode())
        print(first, here, digest.hexdigest(), flush=True)
        first += here


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
