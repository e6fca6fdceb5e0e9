"""Making a log, its proofs, checkpoints and the list of files around given artefacts.

Used by the builder of honest bundles and by the mutator, which plays an operator and witnesses
who collude: everything that keys and hashes can repair is repaired. Test keys only.
"""

import functools

from . import entries as entry_forms
from . import merkle, names, notes, records
from .hashes import hash_of, sha256, sm3, tagged

HASHES = {"sha256": hash_of("SHA256"), "sm3": hash_of("SM3")}


@functools.lru_cache(None)
def secret(name):
    """The test keys of a name."""
    return notes.Secret(name)


@functools.lru_cache(None)
def filler(index):
    """The bytes of an entry of somebody else's plan in the test operator's log."""
    return records.encode({"note": "an entry of another plan", "position": index})


@functools.lru_cache(100_000)
def _leaf(tree, data):
    return merkle.leaf(HASHES[tree], data)


def file_row(name, data):
    """One row of a file list."""
    return {"bytes": len(data), "name": name, "sha256": sha256(data).hex(), "sm3": sm3(data).hex()}


class Checkpoint:
    """Size of a checkpoint and who cosigned it when: {tree: [(witness, time)]}."""

    def __init__(self, size, cosigned):
        self.size, self.cosigned = size, cosigned


class Model:
    """A bundle before stamping. `lines` is [[index, entry]]; `files` every artefact at hand."""

    def __init__(self, bundle, files, lines, checkpoints, log):
        self.bundle, self.files, self.lines = bundle, files, lines
        self.checkpoints, self.log = checkpoints, log

    def chain(self):
        """Numbers nothing, but recomputes `prev` of every entry."""
        last = None
        for _, e in self.lines:
            e["prev"] = "0" * 64 if last is None else \
                tagged(e["suite"], "entry", records.encode(last)).hex()
            last = e

    def digest_artefacts(self):
        """Entries of this attempt name the artefacts at hand."""
        for _, e in self.lines:
            if e["draw_id"] == self.bundle["draw_id"] and e["type"] in entry_forms.ARTEFACTS:
                e["artefacts"] = [file_row(a["name"], self.files[a["name"]])
                                  if a["name"] in self.files else a for a in e["artefacts"]]

    def leaves(self, tree):
        """Leaf hashes of the whole log up to the last checkpoint."""
        mine = {i: records.encode(e) for i, e in self.lines}
        size = self.checkpoints[-1].size
        return [_leaf(tree, mine.get(i) or filler(i)) for i in range(size)]

    def log_file(self):
        """log.jsonl with inclusion proofs."""
        leaves, out = {t: self.leaves(t) for t in notes.TREES}, []
        for index, e in self.lines:
            row = {"entry": e, "index": index}
            for tree in notes.TREES:
                proof = merkle.inclusion(HASHES[tree], leaves[tree], index) \
                    if index < len(leaves[tree]) else []
                row[tree] = [p.hex() for p in proof]
            out.append(records.encode(row) + b"\n")
        return b"".join(out)

    def checkpoints_file(self):
        """checkpoints.json with consistency proofs, signed by operator and witnesses."""
        out = []
        for point in self.checkpoints:
            row = {"size": point.size}
            for tree in notes.TREES:
                leaves, h = self.leaves(tree), HASHES[tree]
                root = merkle.root_of_leaves(h, leaves[:point.size])
                text = notes.body(self.log["origin"], tree, point.size, root)
                signers = [(w, secret(w), t) for w, t in point.cosigned[tree]]
                operator = self.log["operator"]["name"]
                row[tree] = notes.sign_note(text, tree, (operator, secret(operator)), signers,
                                            self.log["sm2_id"])
                row["consistency_" + tree] = [
                    p.hex() for p in merkle.consistency(h, leaves, point.size)]
            out.append(row)
        return records.encode(out)

    def publish(self, present):
        """{name: bytes} of the bundle with the artefacts named in `present`."""
        out = {n: self.files[n] for n in present}
        out["log.jsonl"], out["checkpoints.json"] = self.log_file(), self.checkpoints_file()
        return with_bundle(self.bundle, out)


def with_bundle(bundle, files):
    """The files with a fresh bundle.json."""
    out = {n: d for n, d in files.items() if n != "bundle.json"}
    out["bundle.json"] = records.encode(
        dict(bundle, files=[file_row(n, out[n]) for n in sorted(out)]))
    return out


def model_of(files):
    """The Model of a published bundle."""
    bundle = records.decode(files["bundle.json"])
    rules = records.decode(files["rules.json"])
    lines = []
    for line in files["log.jsonl"].split(b"\n")[:-1]:
        value = records.decode(line)
        lines.append([value["index"], value["entry"]])
    points = []
    for row in records.decode(files["checkpoints.json"]):
        cosigned = {}
        for tree in notes.TREES:
            note = notes.parse(row[tree])
            cosigned[tree] = [(x.name, int.from_bytes(x.signature[:8], "big"))
                              for x in note.lines if x.name != rules["log"]["origin"]]
        points.append(Checkpoint(row["size"], cosigned))
    artefacts = {n: d for n, d in files.items()
                 if n not in ("bundle.json", "log.jsonl", "checkpoints.json")}
    return Model({k: v for k, v in bundle.items() if k != "files"}, artefacts, lines, points,
                 rules["log"])


def attempt_lines(model):
    """Entries of the bundle's attempt."""
    return [e for _, e in model.lines if e["draw_id"] == model.bundle["draw_id"]]


def times_of(model):
    """Unix seconds of the last entry."""
    return names.seconds(model.lines[-1][1]["time"])
