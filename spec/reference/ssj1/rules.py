"""The form of `rules.json` (ssj-1 §5, §9.1)."""

from . import forms as f

UNIT_KEYS = "unit group dept class items mode at_least_one ceiling batches start dir tags special"
MODE_KEYS = {"min": "p q", "max": "p q", "near": "p q", "fixed": "n", "all": "",
             "alloc": "alloc share lo hi"}
LADDER = ("REGION", "ROTATION") + tuple("CAP+%d" % i for i in range(1, 10))
TOP = ("draw_id suite title purpose base rehearsal publication blinded freeze_day organiser "
       "contributors min_reveals recorders holders log wait allocations units matching")


def ratio(value, path):
    """p and q of an object (0 ≤ p ≤ q, q ≥ 1)."""
    f.integer(value["q"], path + ".q", 1)
    f.integer(value["p"], path + ".p", 0, value["q"])


def check(rules):
    """Raises FormError unless the value is a rules record."""
    f.keys(rules, "", TOP)
    f.name("draw", rules["draw_id"], "draw_id")
    f.option(rules["suite"], "suite", f.SUITES)
    f.text(rules["title"], "title")
    f.option(rules["purpose"], "purpose", ("draw", "supplement"))
    if rules["purpose"] == "draw":
        f.need(rules["base"] == "-", "base", "应为-")
    else:
        f.name("draw", rules["base"], "base")
    f.boolean(rules["rehearsal"], "rehearsal")
    f.option(rules["publication"], "publication", ("sealed", "immediate"))
    f.boolean(rules["blinded"], "blinded")
    f.day(rules["freeze_day"], "freeze_day")
    _people(rules)
    _log(rules["log"])
    ratio(f.keys(rules["wait"], "wait", "p q"), "wait")
    _allocations(rules)
    f.need(len(f.array(rules["units"], "units")) >= 1, "units", "至少一个抽取单元")
    f.rows_by(rules["units"], "units", "unit", _unit)
    _matching(rules)
    _across(rules)


def _people(rules):
    f.name("person", rules["organiser"], "organiser")
    ids = f.name_list("person", rules["contributors"], "contributors")
    f.need(len(ids) >= 3 and rules["organiser"] in ids, "contributors", "至少三方且含组织方")
    f.integer(rules["min_reveals"], "min_reveals", 2, len(ids))
    f.name_list("person", rules["recorders"], "recorders")
    f.rows_by(rules["holders"], "holders", "name", _holder)
    f.need(rules["publication"] != "sealed" or len(rules["holders"]) >= 2, "holders",
           "封存公布须至少两个托管方")


def _holder(row, path):
    f.keys(row, path, "name sm2")
    f.name("person", row["name"], path + ".name")
    f.name("point", row["sm2"], path + ".sm2")


def _keys(row, path):
    f.keys(row, path, "ed25519 name sm2")
    f.name("origin", row["name"], path + ".name")
    f.name("hex32", row["ed25519"], path + ".ed25519")
    f.name("point", row["sm2"], path + ".sm2")


def _log(log):
    f.keys(log, "log", "origin operator witnesses quorum sm2_id")
    f.name("origin", log["origin"], "log.origin")
    _keys(log["operator"], "log.operator")
    f.need(log["operator"]["name"] == log["origin"], "log.operator.name", "应与origin相同")
    f.rows_by(log["witnesses"], "log.witnesses", "name", _keys)
    f.need(all(w["name"] != log["origin"] for w in log["witnesses"]), "log.witnesses",
           "与日志运营方同名")
    f.integer(log["quorum"], "log.quorum", 0, len(log["witnesses"]))
    f.text(log["sm2_id"], "log.sm2_id")
    f.need(0 < len(log["sm2_id"].encode()) <= 64, "log.sm2_id", "1至64字节")


def _allocations(rules):
    def one(row, path):
        f.keys(row, path, "alloc total")
        f.name("code", row["alloc"], path + ".alloc")
        f.integer(row["total"], path + ".total")
    f.rows_by(rules["allocations"], "allocations", "alloc", one)


def _unit(unit, path):
    f.need(type(unit) is dict, path, "应为对象")
    f.option(unit.get("mode"), path + ".mode", tuple(MODE_KEYS))
    f.keys(unit, path, UNIT_KEYS + " " + MODE_KEYS[unit["mode"]])
    for key in ("unit", "group"):
        f.name("code", unit[key], path + "." + key)
    f.name("dept", unit["dept"], path + ".dept")
    f.option(unit["class"], path + ".class", ("general", "key"))
    for i, item in enumerate(f.array(unit["items"], path + ".items")):
        f.text(item, "%s.items[%d]" % (path, i))
    f.boolean(unit["at_least_one"], path + ".at_least_one")
    f.integer(unit["batches"], path + ".batches", 1, 366)
    f.name("hex32", unit["start"], path + ".start")
    f.option(unit["dir"], path + ".dir", ("+", "-"))
    f.name_list("code", unit["tags"], path + ".tags")
    if unit["special"] != {}:
        f.keys(unit["special"], path + ".special", "min tag")
        f.integer(unit["special"]["min"], path + ".special.min", 1)
        f.name("code", unit["special"]["tag"], path + ".special.tag")
    _amount(unit, path)


def _amount(unit, path):
    """Quota keys by mode, and what a general unit must not do."""
    mode, ceiling = unit["mode"], unit["ceiling"]
    if mode in ("min", "max", "near"):
        ratio(unit, path)
    elif mode == "fixed":
        f.integer(unit["n"], path + ".n")
    elif mode == "alloc":
        f.name("code", unit["alloc"], path + ".alloc")
        f.integer(unit["share"], path + ".share", 1)
        f.integer(unit["lo"], path + ".lo")
        f.integer(unit["hi"], path + ".hi", unit["lo"])
    if ceiling != {}:
        ratio(f.keys(ceiling, path + ".ceiling", "p q"), path + ".ceiling")
    if unit["class"] == "general":
        f.need(ceiling != {}, path + ".ceiling", "一般检查事项须有上限")
        f.need(mode != "all", path + ".mode", "一般检查事项不得全查")
        f.need("p" not in unit or unit["p"] * ceiling["q"] <= ceiling["p"] * unit["q"],
               path + ".p", "比例高于上限")


def _matching(rules):
    value = rules["matching"]
    if value == {}:
        return
    f.keys(value, "matching", "band incompatible ladder last_day pools rotation tiers")
    f.integer(value["band"], "matching.band", 0, 64)
    for i, pair in enumerate(f.array(value["incompatible"], "matching.incompatible")):
        path = "matching.incompatible[%d]" % i
        f.need(len(f.array(pair, path)) == 2, path, "应为两人")
        f.name_list("officer", pair, path)
    f.ascending(value["incompatible"], "matching.incompatible")
    for i, step in enumerate(f.array(value["ladder"], "matching.ladder")):
        f.option(step, "matching.ladder[%d]" % i, LADDER)
    f.need(len(set(value["ladder"])) == len(value["ladder"]), "matching.ladder", "重复")
    f.ascending([s for s in value["ladder"] if s.startswith("CAP+")], "matching.ladder")
    f.day(value["last_day"], "matching.last_day")
    f.option(value["rotation"], "matching.rotation", ("soft", "hard"))
    f.keys(value["tiers"], "matching.tiers", "GRID R1 R2")
    for key in ("GRID", "R1", "R2"):
        f.integer(value["tiers"][key], "matching.tiers." + key, 0, 7)
    f.need(sum(value["tiers"].values()) <= 7, "matching.tiers", "合计不得超过7")
    f.rows_by(value["pools"], "matching.pools", "pool", _pool)


def _pool(pool, path):
    f.keys(pool, path, "demand dept pool regions team")
    f.name("pool", pool["pool"], path + ".pool")
    f.name("dept", pool["dept"], path + ".dept")
    f.boolean(pool["team"], path + ".team")
    f.integer(pool["demand"], path + ".demand", *((1, 1) if pool["team"] else (2, 9)))
    if pool["regions"] != ["*"]:
        f.need(len(f.name_list("region", pool["regions"], path + ".regions")) >= 1,
               path + ".regions", "不得为空")


def _across(rules):
    """What ties units to allocations and pools."""
    used = {u["alloc"] for u in rules["units"] if u["mode"] == "alloc"}
    defined = {a["alloc"] for a in rules["allocations"]}
    f.need(used == defined, "allocations", "分配与单元不一致: %s" % sorted(used ^ defined)[:1])
    tags = {}
    for i, unit in enumerate(rules["units"]):
        if not unit["special"]:
            continue
        path = "units[%d].special" % i
        tag = tags.setdefault(unit["dept"], unit["special"]["tag"])
        f.need(tag == unit["special"]["tag"], path + ".tag", "同一部门只能有一种专业标签")
        for pool in rules["matching"].get("pools", []):
            f.need(pool["dept"] != unit["dept"] or unit["special"]["min"] <= pool["demand"],
                   path + ".min", "大于匹配池%s的人数" % pool["pool"])
