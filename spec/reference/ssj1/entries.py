"""The form of log entries (ssj-1 §10) and of `intent.json` (§6)."""

from . import beacons, names
from . import forms as f
from .rows import EXCLUSIONS

COMMON = "type draw_id seq time suite prev"
MAX_ENTRY = 60_000
MAX_BYTES = 1 << 31
ARTEFACTS = {
    "intent": ["conflicts.tsv", "frame.tsv", "intent.json", "officers.tsv", "rules.json"],
    "result": ["result.json", "result.tsv"],
    "match": ["matching.json", "matching.tsv", "potentials.tsv", "visits.tsv"],
}
KEYS = {
    "plan": "rules title purpose base requested_by approved_by reason",
    "intent": "intent beacon t_r t_b deadline artefacts",
    "escrow": "contributor holder box receipt",
    "reveal": "contributor nonce by",
    "close": "revealed sealed absent",
    "beacon": "beacon_type round value sheets",
    "result": "intent seed units excluded result result_root result_count artefacts software",
    "match": "matching match_root match_count potentials_root potentials_count visits_root "
             "visits_count artefacts",
    "replace": "unit out in reason evidence evidence_day requested_by approved_by",
    "recuse": "row reason requested_by approved_by",
    "rematch": "follows post row beacon_type round value sheets",
    "unseal": "nonce by",
    "void": "reason text requested_by approved_by",
    "correction": "of annuls reason text requested_by approved_by",
}


def beacon(value, path):
    """`{"round","type"}`."""
    f.keys(value, path, "round type")
    f.option(value["type"], path + ".type", beacons.TYPES)
    f.integer(value["round"], path + ".round")
    f.need(beacons.round_ok(value["type"], value["round"]), path + ".round", "期号与类型不符")


def excluded(value, path):
    """`[{"code","count"}]`."""
    def one(row, at):
        f.keys(row, at, "code count")
        f.option(row["code"], at + ".code", EXCLUSIONS)
        f.integer(row["count"], at + ".count", 1)
    f.rows_by(value, path, "code", one)


def counts(value, path):
    """`[{"N","n","unit","w"}]` of a result entry."""
    def one(row, at):
        f.keys(row, at, "N n unit w")
        f.name("code", row["unit"], at + ".unit")
        for key in ("N", "n", "w"):
            f.integer(row[key], at + "." + key)
    f.rows_by(value, path, "unit", one)


def _artefacts(value, path):
    def one(row, at):
        f.keys(row, at, "bytes name sha256 sm3")
        f.text(row["name"], at + ".name")
        f.integer(row["bytes"], at + ".bytes", 0, MAX_BYTES)
        f.name("hex32", row["sha256"], at + ".sha256")
        f.name("hex32", row["sm3"], at + ".sm3")
    f.rows_by(value, path, "name", one)


def _sheets(value, path):
    def one(row, at):
        f.keys(row, at, "by value")
        f.name("person", row["by"], at + ".by")
        f.text(row["value"], at + ".value")
    f.need(len(f.rows_by(value, path, "by", one)) <= 2, path, "最多两张记录单")


def _software(value, path):
    f.keys(value, path, "commit name version")
    for key in value:
        f.text(value[key], path + "." + key)


_ROUND = (lambda v, p: f.integer(v, p))
_BY_KEY = {
    **{k: "hex32" for k in ("rules intent nonce result result_root matching match_root out row "
                            "potentials_root visits_root evidence").split()},
    **{k: "person" for k in "requested_by approved_by contributor holder by".split()},
    "box": "box", "receipt": "hex64", "unit": "code",
}
_CHECKS = {
    "title": f.text, "text": f.text, "value": f.text, "t_r": f.time, "t_b": f.time,
    "deadline": f.time, "artefacts": _artefacts, "beacon": beacon, "excluded": excluded,
    "sheets": _sheets, "software": _software, "units": counts, "annuls": f.boolean,
    "evidence_day": f.day, "round": _ROUND,
    "result_count": f.integer, "match_count": f.integer, "potentials_count": f.integer,
    "visits_count": f.integer,
    "purpose": lambda v, p: f.option(v, p, ("draw", "supplement")),
    "base": lambda v, p: f.name_or_dash("draw", v, p),
    "beacon_type": lambda v, p: f.option(v, p, beacons.TYPES),
    "post": lambda v, p: f.integer(v, p, 0, 9),
    "of": lambda v, p: f.integer(v, p, 1, 999_999),
    "follows": lambda v, p: f.integer(v, p, 1, 999_999),
    "revealed": lambda v, p: f.name_list("person", v, p),
    "sealed": lambda v, p: f.name_list("person", v, p),
    "absent": lambda v, p: f.name_list("person", v, p),
    "in": lambda v, p: f.name_or_dash("hex32", v, p),
    "seed": lambda v, p: f.name_or_dash("hex32", v, p),
}


def check(entry):
    """Raises FormError unless the value is a log entry."""
    f.need(type(entry) is dict, "", "应为对象")
    kind = f.option(entry.get("type"), "type", tuple(KEYS))
    f.keys(entry, "", COMMON + " " + KEYS[kind])
    f.name("draw", entry["draw_id"], "draw_id")
    f.integer(entry["seq"], "seq", 1, 999_999)
    f.time(entry["time"], "time")
    f.option(entry["suite"], "suite", f.SUITES)
    f.name("hex32", entry["prev"], "prev")
    for key in KEYS[kind].split():
        if key == "reason" or (key, kind) == ("row", "rematch"):
            continue
        if key in _CHECKS:
            _CHECKS[key](entry[key], key)
        else:
            f.name(_BY_KEY[key], entry[key], key)
    _special(entry, kind)


def _special(entry, kind):
    """Reasons, the row of a rematch, and the two who must differ."""
    if kind == "rematch":
        f.name_or_dash("hex32", entry["row"], "row")
    if kind in ("rematch", "beacon"):
        f.need(beacons.round_ok(entry["beacon_type"], entry["round"]), "round", "期号与类型不符")
    if "reason" in entry:
        if kind in ("void", "correction"):
            f.text(entry["reason"], "reason")
        elif kind == "plan" and names.attempt_of(entry["draw_id"]) == 1:
            f.need(entry["reason"] == "-", "reason", "第1次应为-")
        else:
            f.name("code", entry["reason"], "reason")
    if "approved_by" in entry:
        f.need(entry["approved_by"] != entry["requested_by"], "approved_by", "申请人与批准人相同")


INTENT = ("draw_id suite rules mode beacon floor contributors t_r t_b deadline frame_root "
          "frame_count officer_root officer_count conflict_root conflict_count")


def check_intent(intent):
    """Raises FormError unless the value is an intent record."""
    f.keys(intent, "", INTENT)
    f.name("draw", intent["draw_id"], "draw_id")
    f.option(intent["suite"], "suite", f.SUITES)
    f.name("hex32", intent["rules"], "rules")
    f.option(intent["mode"], "mode", ("A", "B"))
    beacon(intent["beacon"], "beacon")
    if intent["floor"] != {}:
        _floor(intent["floor"])

    def one(row, at):
        f.keys(row, at, "commit id")
        f.name("person", row["id"], at + ".id")
        f.name("hex32", row["commit"], at + ".commit")
    f.rows_by(intent["contributors"], "contributors", "id", one)
    for key in ("t_r", "t_b", "deadline"):
        f.time(intent[key], key)
    t_b = names.seconds(intent["t_b"])
    f.need(t_b >= names.seconds(intent["t_r"]) + 120, "t_b", "须不早于t_r后120秒")
    f.need(names.seconds(intent["deadline"]) > t_b, "deadline", "须晚于t_b")
    for part in ("frame", "officer", "conflict"):
        f.name("hex32", intent[part + "_root"], part + "_root")
        f.integer(intent[part + "_count"], part + "_count")


def _floor(floor):
    f.keys(floor, "floor", "round type value")
    f.option(floor["type"], "floor.type", beacons.TYPES[:-1])
    f.integer(floor["round"], "floor.round", 1)
    f.text(floor["value"], "floor.value")
    f.need(beacons.value_ok(floor["type"], floor["value"]), "floor.value", "不合格式")
