"""Records, tables, trees and names: properties."""

import random
import unittest

from ssj1 import merkle, names, records, tables
from ssj1.hashes import sha256


def _random_value(rg, depth=0):
    kind = rg.randrange(6 if depth < 4 else 4)
    if kind == 0:
        return rg.randint(-2 ** 53 + 1, 2 ** 53 - 1)
    if kind == 1:
        return rg.random() < 0.5
    if kind < 4:
        return "".join(chr(rg.choice([rg.randrange(128), 0x7B7E, 0x1F600]))
                       for _ in range(rg.randrange(6)))
    if kind == 4:
        return [_random_value(rg, depth + 1) for _ in range(rg.randrange(4))]
    return {"".join(chr(rg.randint(32, 126)) for _ in range(3)): _random_value(rg, depth + 1)
            for _ in range(rg.randrange(4))}


class Records(unittest.TestCase):
    def test_what_is_written_is_read_and_every_changed_byte_matters(self):
        rg = random.Random(1)
        for _ in range(400):
            value = _random_value(rg)
            data = records.encode(value)
            self.assertEqual(records.decode(data), value)
            for extra in (b" ", b"\n"):
                with self.assertRaises(records.RecordError):
                    records.decode(data + extra)


class Tables(unittest.TestCase):
    def test_round_trip_and_refusals(self):
        data = b"A\t1\nAB\t1\nB\t2\n"
        self.assertEqual(tables.write(tables.parse(data, 2, 1)), data)
        self.assertEqual(tables.parse(b"", 2, 1), [])
        for bad in (b"A\t1", b"B\t1\nA\t1\n", b"A\t1\nA\t2\n", b"A\t\n", b"A\n", b"A\t1\t2\n",
                    b"A\t1\r\n", b"\n", b"A\t\xff\n", b"A\t" + b"x" * 4096 + b"\n"):
            with self.assertRaises(tables.TableError):
                tables.parse(bad, 2, 1)

    def test_lists(self):
        self.assertEqual(tables.split_list("-"), [])
        for bad in ("B,A", "A,A", "A,", ",A", ""):
            with self.assertRaises(ValueError):
                tables.split_list(bad)


class Trees(unittest.TestCase):
    def test_every_proof_holds_and_no_other(self):
        for n in range(1, 20):
            leaves = [merkle.leaf(sha256, b"%d" % i) for i in range(n)]
            root = merkle.root_of_leaves(sha256, leaves)
            for i in range(n):
                proof = merkle.inclusion(sha256, leaves, i)
                for j in range(n):
                    self.assertEqual(merkle.verify_inclusion(sha256, leaves[j], i, n, proof, root),
                                     i == j)
            for m in range(1, n + 1):
                old = merkle.root_of_leaves(sha256, leaves[:m])
                proof = merkle.consistency(sha256, leaves, m)
                self.assertTrue(merkle.verify_consistency(sha256, m, n, old, root, proof))
                self.assertFalse(merkle.verify_consistency(sha256, m, n, root if m < n else
                                                           b"\0" * 32, root, proof))
                self.assertFalse(merkle.verify_consistency(sha256, m, n, old, root,
                                                           proof + [root]))


class Names(unittest.TestCase):
    def test_times(self):
        for good in ("2026-04-20T00:00:00Z", "2024-02-29T23:59:59Z", "2199-12-31T23:59:59Z"):
            self.assertTrue(names.is_time(good))
            self.assertEqual(names.time_text(names.seconds(good)), good)
        for bad in ("2023-02-29T00:00:00Z", "1999-12-31T00:00:00Z", "2200-01-01T00:00:00Z",
                    "2026-04-20T24:00:00Z", "2026-04-20T00:00:60Z", "2026-04-20 00:00:00Z",
                    "2026-04-20T00:00:00+00:00", "2026-04-20T00:00:00Z\n", "２026-04-20T00:00:00Z"):
            self.assertFalse(names.is_time(bad), bad)

    def test_names(self):
        self.assertTrue(names.is_name("object", "A" * 55))
        for kind, bad in (("object", "A" * 56), ("object", "a"), ("object", "A#2"), ("code", "-"),
                          ("draw", "p/0"), ("draw", "p/01"), ("draw", "p/1000"), ("draw", "p"),
                          ("hex32", "A" * 64), ("code", "A\n")):
            self.assertFalse(names.is_name(kind, bad), bad)


if __name__ == "__main__":
    unittest.main()
