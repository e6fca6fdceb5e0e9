"""Writes spec/vectors/*.json; the same bytes every time."""

import json
import os

from . import vectors_core as core
from . import vectors_draw as draw

FILES = {
    "appendix-a": core.appendix_a, "hash": core.hash_vectors, "jcs": core.jcs_vectors,
    "merkle": core.merkle_vectors, "seed": core.seed_vectors, "tickets": core.ticket_vectors,
    "quotas": core.quota_vectors, "ranks": draw.rank_vectors,
    "selection": draw.selection_vectors, "replacement": draw.replacement_vectors,
    "matching": draw.match_vectors, "certificate": draw.certificate_vectors,
    "steps": draw.step_vectors, "rematch": draw.rematch_vectors,
    "notes": draw.note_vectors, "chain": draw.chain_vectors,
}


def compact(value):
    """JSON with one line per case, keys sorted."""
    lines = []
    for key in sorted(value):
        part = value[key]
        if isinstance(part, list) and part:
            rows = ",\n  ".join(json.dumps(x, sort_keys=True, ensure_ascii=False) for x in part)
            lines.append("%s: [\n  %s\n ]" % (json.dumps(key), rows))
        else:
            lines.append("%s: %s" % (json.dumps(key), json.dumps(part, ensure_ascii=False)))
    return "{\n " + ",\n ".join(lines) + "\n}\n"


def write(folder):
    """Writes every file; returns {name: bytes written}."""
    out = {}
    for name, make in FILES.items():
        data = compact(make()).encode("utf-8")
        with open(os.path.join(folder, name + ".json"), "wb") as f:
            f.write(data)
        out[name] = len(data)
    return out
