"""Honest bundles pass, forged ones do not, and the schema and fixtures agree."""

import glob
import io
import os
import random
import tempfile
import unittest
import zipfile
from contextlib import redirect_stderr, redirect_stdout

from ssj1 import builder, command, corpus, explain, mutate, records, verify
from ssj1.command import ROOT
from tests.schema import Schema

FIRST = [(n, f) for n in range(36) if (f := builder.honest(n)) is not None]


class Honest(unittest.TestCase):
    def test_accepted(self):
        stages = set()
        for number, files in FIRST:
            report = verify.verify(files)
            self.assertIsNone(report.failed, (number, report.rows))
            stages.add(report.context.bundle["stage"])
        self.assertEqual(stages, {"committed", "sealed", "open", "void"})

    def test_the_schema_holds_for_every_record(self):
        schema, checked = Schema(), 0
        for _, files in FIRST:
            for name in ("bundle", "rules", "intent", "result", "matching", "checkpoints"):
                if name + ".json" in files:
                    value = records.decode(files[name + ".json"])
                    self.assertIsNone(schema.error(value, name))
                    checked += 1
            for line in files["log.jsonl"].split(b"\n")[:-1]:
                self.assertIsNone(schema.error(records.decode(line), "logLine"))
            for line in files.get("visits.tsv", b"").split(b"\n")[:-1]:
                self.assertIsNone(schema.error(records.decode(line.split(b"\t")[3]), "snapshot"))
        self.assertGreater(checked, 100)
        self.assertIsNotNone(schema.error({}, "rules"))

    def test_what_the_schema_refuses_the_verifier_refuses(self):
        schema, rg, refused = Schema(), random.Random(6), 0
        for _ in range(400):
            _, files = rg.choice(FIRST)
            name = rg.choice(["rules.json", "intent.json", "bundle.json"])
            place = rg.choice([p for _, n, p in mutate.sites(files) if n == name])
            new = mutate.level_2(rg, files, name, place)
            if new and schema.error(records.decode(new[name]), name[:-5]):
                self.assertIn(verify.verify(new).failed, ("V-01", "V-02", "V-05"))
                refused += 1
        self.assertGreater(refused, 100)


class Forged(unittest.TestCase):
    def test_nothing_changed_without_restamping_is_accepted(self):
        rg = random.Random(7)
        for _, files in FIRST:
            for _ in range(5):
                new = mutate.level_1(rg, files)
                if new != files:
                    self.assertIsNotNone(verify.verify(new).failed)

    def test_fixtures_have_the_stated_verdicts(self):
        paths = sorted(glob.glob(os.path.join(ROOT, "fixtures", "checks", "*.jsonl")))
        self.assertTrue(paths)
        failing, passing = set(), 0
        for path in paths:
            for case, expect, verdict in corpus.run(path):
                self.assertEqual(expect, verdict, case)
                failing.add(verdict)
                passing += verdict == "accepted"
        self.assertEqual({"V-%02d" % n for n in range(1, 28)} - failing, set())
        self.assertGreater(passing, 0)


class Input(unittest.TestCase):
    def setUp(self):
        self.files = FIRST[0][1]
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def run_command(self, *args):
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()):
            return command.main(list(args)), out.getvalue()

    def test_folder_and_archive(self):
        for name, data in self.files.items():
            with open(os.path.join(self.folder.name, name), "wb") as f:
                f.write(data)
        self.assertEqual(verify.read(self.folder.name), self.files)
        self.assertEqual(self.run_command("verify", self.folder.name)[0], 0)
        with tempfile.TemporaryDirectory() as other:
            path = os.path.join(other, "b.zip")
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
                for name, data in self.files.items():
                    z.writestr(name, data)
            self.assertEqual(verify.read(path), self.files)
            self.assertEqual(self.run_command("verify", "--json", path)[0], 0)
        os.remove(os.path.join(self.folder.name, "rules.json"))
        self.assertEqual(self.run_command("verify", self.folder.name)[0], 1)

    def test_unusable(self):
        path = os.path.join(self.folder.name, "x")
        with open(path, "wb") as f:
            f.write(b"not an archive")
        self.assertEqual(self.run_command("verify", path)[0], 2)
        self.assertEqual(self.run_command("verify", path + "-absent")[0], 2)

    def test_explain(self):
        files = next(f for _, f in FIRST if "result.tsv" in f and "frame.tsv" in f
                     and f["result.tsv"])
        drawn = files["result.tsv"].split(b"\t")[0].decode()
        self.assertIn("openssl dgst", explain.explain(files, drawn))
        self.assertIn("不在底册中", explain.explain(files, "ZZZ"))


if __name__ == "__main__":
    unittest.main()
