"""V-11 … V-19: frame, people, nonces, beacon, seed, quotas, the drawn objects."""

from . import beacons, entries, forms, names, quotas, rows, seed, selection, sm2, tickets
from .checks_files import read_record
from .commitments import commit, receipt_text
from .context import PASS, WITHHELD, need, remember
from .hashes import tagged


def v11(c):
    """抽取底册"""
    if not c.has("frame.tsv"):
        return WITHHELD
    c.frame = c.table("frame.tsv", rows.frame)
    known = {u["unit"] for u in c.rules["units"]}
    for row in c.frame:
        for unit in row.units:
            need(unit in known, "frame.tsv %s: 单元%s不在规则中", row.object_id, unit)
    c.root_is("frame.tsv", c.frame, c.intent["frame_root"], c.intent["frame_count"], "意向")
    return PASS


def v12(c):
    """人员与回避表"""
    if not c.has("officers.tsv"):
        return WITHHELD
    c.officers = c.table("officers.tsv", rows.officers)
    c.conflicts = c.table("conflicts.tsv", rows.conflicts)
    codes = {f.code for f in c.officers}
    objects = {r.object_id for r in c.frame} if c.frame is not None else None
    for row in c.conflicts:
        where = "conflicts.tsv %s %s" % (row.officer, row.object_id)
        need(row.officer in codes, "%s: 人员不在名录中", where)
        need(objects is None or row.object_id == "*" or row.object_id in objects,
             "%s: 对象不在底册中", where)
    for name, part, table in (("officers.tsv", "officer", c.officers),
                              ("conflicts.tsv", "conflict", c.conflicts)):
        c.root_is(name, table, c.intent[part + "_root"], c.intent[part + "_count"], "意向")
    return PASS


def _escrows(c):
    """Checks the escrow entries; {(contributor, holder)}."""
    commits = {x["id"]: x["commit"] for x in c.intent["contributors"]}
    holders = {x["name"]: bytes.fromhex(x["sm2"]) for x in c.rules["holders"]}
    out = set()
    for e in c.all_of("escrow"):
        where, who = "第%d条(escrow)" % e["seq"], (e["contributor"], e["holder"])
        need(who[0] in commits, "%s: 未知提供方%s", where, who[0])
        need(who[1] in holders, "%s: 未知托管方%s", where, who[1])
        need(who not in out, "%s: 重复托管", where)
        message = receipt_text(c.bundle["draw_id"], who[0], commits[who[0]], e["box"])
        need(sm2.verify(holders[who[1]], message, bytes.fromhex(e["receipt"]),
                        c.rules["log"]["sm2_id"]), "%s: 回执签名不成立", where)
        out.add(who)
    return out


def _fits(c, contributor, nonce):
    stated = next(x["commit"] for x in c.intent["contributors"] if x["id"] == contributor)
    return commit(c.suite, c.bundle["draw_id"], contributor, bytes.fromhex(nonce)).hex() == stated


def _reveals(c, escrows):
    """Checks the reveal entries; {contributor: nonce hex}."""
    out, t_r = {}, names.seconds(c.intent["t_r"])
    for e in c.all_of("reveal"):
        where, who, by = "第%d条(reveal)" % e["seq"], e["contributor"], e["by"]
        need(who in c.rules["contributors"], "%s: 未知提供方%s", where, who)
        need(who not in out, "%s: %s重复揭示", where, who)
        need(_fits(c, who, e["nonce"]), "%s: %s的随机数与承诺不符", where, who)
        holder = c.intent["mode"] == "B" and names.seconds(e["time"]) >= t_r \
            and (who, by) in escrows
        need(by == who or holder, "%s: %s无权揭示", where, by)
        out[who] = e["nonce"]
    return out


def v13(c):
    """承诺与揭示"""
    escrows = _escrows(c)
    c.escrows, c.reveals = escrows, _reveals(c, escrows)
    organiser, sealed = c.rules["organiser"], c.rules["publication"] == "sealed"
    need(not sealed or organiser not in c.reveals, "封存公布时组织方不得揭示")
    close = c.one("close")
    if close is None:
        return WITHHELD
    need(not sealed or sum(who == organiser for who, _ in escrows) >= 2, "组织方的托管少于两份")
    if c.intent["mode"] == "B":
        for who in c.rules["contributors"]:
            need(any(w == who for w, _ in escrows), "方式B: %s没有托管", who)
    revealed, hidden = sorted(c.reveals), [organiser] if sealed else []
    absent = sorted(set(c.rules["contributors"]) - set(revealed) - set(hidden))
    for key, wanted in (("revealed", revealed), ("sealed", hidden), ("absent", absent)):
        need(close[key] == wanted, "截止条目 %s: 应为%s", key, wanted)
    need(c.intent["mode"] == "A" or not absent, "方式B不得有缺席")
    if c.one("beacon") or c.one("result"):
        given = revealed + hidden
        need(len(given) >= c.rules["min_reveals"], "揭示方不足%d个", c.rules["min_reveals"])
        need(set(given) != {organiser}, "除组织方外无人揭示")
    return PASS


def beacon_entry_ok(c, e):
    """Value, signature and sheets of a beacon or rematch entry (V-14, V-26)."""
    where, kind = "第%d条(%s)" % (e["seq"], e["type"]), e["beacon_type"]
    need(beacons.value_ok(kind, e["value"]), "%s: 值不合格式", where)
    if kind == "drand-quicknet":
        need(beacons.drand_ok(e["round"], e["value"]), "%s: drand签名不成立", where)
    if kind == "ceremony":
        need(len(e["sheets"]) == 2, "%s: 应有两张记录单", where)
        for sheet in e["sheets"]:
            need(sheet["by"] in c.rules["recorders"], "%s: %s不是记录人", where, sheet["by"])
            need(sheet["value"] == e["value"], "%s: %s的记录单与值不同", where, sheet["by"])
    else:
        need(not e["sheets"], "%s: 此类型无记录单", where)


def v14(c):
    """公共随机源"""
    floor, wanted = c.intent["floor"], c.intent["beacon"]
    if floor and floor["type"] == "drand-quicknet":
        need(beacons.drand_ok(floor["round"], floor["value"]), "意向floor: drand签名不成立")
        need(wanted["type"] != "drand-quicknet" or floor["round"] < wanted["round"],
             "意向floor: 轮次不早于所用轮次")
    e = c.one("beacon")
    if e is None:
        return PASS if c.intent["mode"] == "B" else WITHHELD
    need((e["beacon_type"], e["round"]) == (wanted["type"], wanted["round"]),
         "公共随机源条目: 类型或期号与意向不同")
    beacon_entry_ok(c, e)
    return PASS


def v15(c):
    """启封"""
    e = c.one("unseal")
    if e is None:
        return WITHHELD
    organiser = c.rules["organiser"]
    need(_fits(c, organiser, e["nonce"]), "启封: 随机数与组织方的承诺不符")
    need(e["by"] == organiser or (organiser, e["by"]) in c.escrows, "启封: %s无权启封", e["by"])
    return PASS


def check_result_form(value):
    """The form of result.json."""
    f = forms
    f.keys(value, "", "draw_id suite intent seed groups units excluded")
    f.name("draw", value["draw_id"], "draw_id")
    f.option(value["suite"], "suite", forms.SUITES)
    f.name("hex32", value["intent"], "intent")
    f.name("hex32", value["seed"], "seed")

    def group(row, at):
        f.keys(row, at, "group key")
        f.name("code", row["group"], at + ".group")
        f.name("hex32", row["key"], at + ".key")

    def unit(row, at):
        f.keys(row, at, "N cutoff n next unit w")
        f.name("code", row["unit"], at + ".unit")
        for key in ("N", "n", "w"):
            f.integer(row[key], at + "." + key)
        for key in ("cutoff", "next"):
            f.name_or_dash("hex32", row[key], at + "." + key)
    f.rows_by(value["groups"], "groups", "group", group)
    f.rows_by(value["units"], "units", "unit", unit)
    entries.excluded(value["excluded"], "excluded")


def compute_seed(c):
    """S from the entries; all nonces are public."""
    nonces = {who: b"" for who in c.rules["contributors"]}
    nonces.update((who, bytes.fromhex(n)) for who, n in c.reveals.items())
    unseal, beacon = c.one("unseal"), c.one("beacon")
    if unseal:
        nonces[c.rules["organiser"]] = bytes.fromhex(unseal["nonce"])
    kind, number = c.intent["beacon"]["type"], c.intent["beacon"]["round"]
    value = beacons.value_bytes(kind, beacon["value"] if beacon else "")
    return seed.seed(c.suite, c.intent_digest, kind, number, value, nonces)


def v16(c):
    """种子与密钥"""
    if not c.has("result.json"):
        return WITHHELD
    data = c.files["result.json"]
    c.result_record = r = read_record(data, check_result_form, "result.json")
    for key in ("draw_id", "suite"):
        need(r[key] == c.bundle[key], "result.json %s: 不符", key)
    need(r["intent"] == c.intent_digest.hex(), "result.json intent: 不符")
    c.seed = compute_seed(c)
    need(r["seed"] == c.seed.hex(), "result.json seed: 应为%s", c.seed.hex())
    groups = sorted({u["group"] for u in c.rules["units"]})
    need([g["group"] for g in r["groups"]] == groups, "result.json groups: 应为%s", groups)
    for g in r["groups"]:
        key = seed.ticket_key(c.suite, c.seed, g["group"])
        need(g["key"] == key, "result.json %s key: 应为%s", g["group"], key)
    entry = c.one("result")
    need(tagged(c.suite, "result", data).hex() == entry["result"], "result.json: 摘要与条目不符")
    need(entry["seed"] in ("-", r["seed"]), "结果条目 seed: 不符")
    return PASS


def v17(c):
    """名额"""
    entry = c.one("result")
    if entry is None:
        return WITHHELD
    codes = [u["unit"] for u in c.rules["units"]]
    sources = [("结果条目", entry)] + ([("result.json", c.result_record)]
                                   if c.result_record else [])
    for where, source in sources:
        need([u["unit"] for u in source["units"]] == codes, "%s: 单元与规则不同", where)
    if c.frame is not None:
        eligible = {u: len(selection.members_of(c.frame, u)) for u in codes}
        excluded = selection.excluded(c.frame)
    else:
        eligible = {u["unit"]: u["N"] for u in entry["units"]}
        excluded = entry["excluded"]
    wanted = quotas.quotas(c.rules, eligible)
    for where, source in sources:
        for u in source["units"]:
            need((u["N"], u["n"], u["w"]) == wanted[u["unit"]], "%s %s: N,n,w应为%s", where,
                 u["unit"], wanted[u["unit"]])
        need(source["excluded"] == excluded, "%s excluded: 应为%s", where, excluded)
    return PASS


def _key_fits(c, row, unit, key, weight):
    """True when the row's key is the ticket of its object."""
    start, direction, wanted = int(unit["start"], 16), unit["dir"], int(row.key, 16)
    if weight is not None:
        return tickets.object_key(c.h, key, row.object_id, weight, start, direction) == wanted
    best = tickets.RING
    for j in range(1, 65):
        t = int.from_bytes(tickets.ticket(c.h, key, row.object_id, j), "big")
        best = min(best, tickets.turn(t, start, direction))
        if best == wanted:
            return True
    return False


def v18(c):
    """抽取结果"""
    if not c.has("result.tsv"):
        return WITHHELD
    c.result = c.table("result.tsv", rows.result)
    units = {u["unit"]: u for u in c.rules["units"]}
    keys = {g["group"]: g["key"] for g in c.result_record["groups"]}
    frame = {r.object_id: r for r in c.frame} if c.frame is not None else None
    for row in c.result:
        where = "result.tsv %s %s" % (row.object_id, row.unit)
        need(row.unit in units, "%s: 未知单元", where)
        weight = None
        if frame is not None:
            need(row.object_id in frame and row.unit in frame[row.object_id].units,
                 "%s: 不是该单元的合格对象", where)
            weight = frame[row.object_id].weight
        unit = units[row.unit]
        need(_key_fits(c, row, unit, keys[unit["group"]], weight), "%s: 签号不符", where)
    for stated in c.result_record["units"]:
        _unit_rows(c, stated, units[stated["unit"]], keys)
    return PASS


def _unit_rows(c, stated, unit, keys):
    code, n, last = stated["unit"], stated["n"], stated["n"] + stated["w"]
    mine = sorted((r for r in c.result if r.unit == code), key=lambda r: r.rank)
    need([r.rank for r in mine] == list(range(1, last + 1)), "单元%s: 名次不是1至%d", code, last)
    order = [(r.key, r.object_id) for r in mine]
    need(order == sorted(order), "单元%s: 名次与签号次序不一致", code)
    for r in mine:
        need(r.kind == ("S" if r.rank <= n else "W"), "单元%s 名次%d: S/W不对", code, r.rank)
    cutoff = mine[n - 1].key if n else "-"
    need(stated["cutoff"] == cutoff, "单元%s cutoff: 应为%s", code, cutoff)
    after = mine[n].key if stated["w"] else "-" if n == stated["N"] else None
    if c.frame is not None:
        full = remember(("ranked", c.suite, keys[unit["group"]], unit["start"], unit["dir"], code,
                         c.files["frame.tsv"]),
                        lambda: selection.ranked(c.h, keys[unit["group"]],
                                                 selection.members_of(c.frame, code),
                                                 int(unit["start"], 16), unit["dir"]))
        for (_, wanted), r in zip(full, mine):
            need(r.object_id == wanted, "单元%s: 名次%d应为%s, 实为%s", code, r.rank, wanted,
                 r.object_id)
        after = tickets.hex_key(full[n][0]) if n < len(full) else "-"
    need(after is None or stated["next"] == after, "单元%s next: 应为%s", code, after)


def v19(c):
    """结果根"""
    if c.result is None:
        return WITHHELD
    entry = c.one("result")
    c.root_is("result.tsv", c.result, entry["result_root"], entry["result_count"], "结果条目")
    return PASS
