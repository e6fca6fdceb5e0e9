"""Quotas, ranks, replacement, matching: properties and enumeration."""

import os
import random
import unittest

from ssj1 import certificate, flow, quotas, replacement, vectors, vectors_core, vectors_draw
from ssj1.command import ROOT


class Quotas(unittest.TestCase):
    def test_goldens_of_the_design(self):
        unit = {"p": 5, "q": 100, "ceiling": {}, "at_least_one": False}
        self.assertEqual([quotas.quota(dict(unit, mode=m), n) for m, n in (
            ("min", 399), ("max", 399), ("near", 390))], [20, 19, 20])
        cases = vectors_core.quota_vectors()["webster"]
        self.assertEqual([x["n"] for x in cases[0]["result"]], [48, 44, 7, 1])
        self.assertEqual([x["n"] for x in cases[1]["result"]], [10, 10, 10])

    def test_minimum_is_reached_and_ceiling_wins(self):
        rg = random.Random(2)
        for _ in range(500):
            q = rg.randint(1, 1000)
            p, total = rg.randint(0, q), rg.randrange(5000)
            unit = {"mode": "min", "p": p, "q": q, "ceiling": {}, "at_least_one": False}
            n = quotas.quota(unit, total)
            self.assertTrue(n * q >= total * p and (n == 0 or (n - 1) * q < total * p))
            low = dict(unit, ceiling={"p": p // 2, "q": q})
            self.assertLessEqual(quotas.quota(low, total) * q, total * (p // 2))


class Replacement(unittest.TestCase):
    def test_the_final_list_is_the_smallest_of_the_clean_frame(self):
        rg = random.Random(3)
        for _ in range(300):
            n, w = rg.randint(0, 6), rg.randint(0, 6)
            ranks, struck = replacement.Ranks(n, w), set()
            for _ in range(rg.randint(0, n + w)):
                rank = rg.randint(1, n + w) if n + w else 0
                if rank and rank not in struck:
                    ranks.strike(rank)
                    struck.add(rank)
            clean = [r for r in range(1, n + w + 1) if r not in struck]
            self.assertEqual(sorted(ranks.in_use), clean[:n])


class Matching(unittest.TestCase):
    def test_the_solver_and_the_certificate_agree_with_enumeration(self):
        rg, solved, ties = random.Random(4), 0, 0
        for i in range(800):
            inst = vectors_draw.random_instance(rg, small_numbers=i % 2 == 0)
            count, cost, other = vectors_draw.enumerate_optima(inst)
            if cost is None:
                self.assertGreater(flow.deficit(inst), 0)
                self.assertRaises(flow.Infeasible, flow.solve, inst)
                continue
            result = flow.solve(inst)
            values = result.potentials()
            self.assertEqual(result.objective(), cost)
            self.assertIsNone(certificate.broken(inst, result.team, values))
            self.assertEqual(certificate.is_unique(inst, result.team, values), count == 1)
            solved, ties = solved + 1, ties + (count > 1)
            if count > 1:
                team = {o: set(m) for o, m in other.items()}
                self.assertIsNone(certificate.broken(inst, team, flow.Flow(inst, team)
                                                     .potentials()))
        self.assertGreater(solved, 100)
        self.assertGreaterEqual(ties, 5)

    def test_a_worse_assignment_has_no_certificate(self):
        rg, seen = random.Random(5), 0
        while seen < 40:
            inst = vectors_draw.random_instance(rg)
            try:
                best = flow.solve(inst)
            except flow.Infeasible:
                continue
            team = {o: set(m) for o, m in best.team.items()}
            o = rg.choice(sorted(team))
            out, others = rg.choice(sorted(team[o])), [
                f for f in inst.officers if f not in team[o] and (o, f) in inst.pairs
                and best.load[f] < inst.officers[f][1]]
            if not others or inst.entries[o][1]:
                continue
            team[o] = team[o] - {out} | {rg.choice(others)}
            self.assertIsNotNone(certificate.broken(inst, team, best.potentials()))
            seen += 1


class Vectors(unittest.TestCase):
    def test_the_golden_table(self):
        first = vectors_core.appendix_a()["cases"][0]
        self.assertEqual(first["seed"], "316012d4da5068bee1d40f399f63d79d"
                                        "0f792e1ade5c52829babf106636088d2")
        self.assertEqual(first["r_GSHN0017_91620422MA7000018W"], "68994209271425652")
        second = vectors_core.appendix_a()["cases"][1]
        self.assertEqual(second["ticket_91350100M000100Y43_2"],
                         "691c5a6bb387caf89d6fe37290966d3c54f2c4fefe412c68a3b5936efa7da856")

    def test_the_published_files_are_what_the_program_writes(self):
        for name, make in vectors.FILES.items():
            with open(os.path.join(ROOT, "vectors", name + ".json"), encoding="utf-8") as f:
                self.assertEqual(f.read(), vectors.compact(make()), name)


if __name__ == "__main__":
    unittest.main()
