"""V-20 … V-24: visits, pools, teams, the proof of the optimum, uniqueness and steps."""

import re

from . import certificate, forms, matching, pools, rows, seed, selection
from .checks_files import read_record
from .context import PASS, WITHHELD, need, remember
from .flow import MAX_TOTAL
from .hashes import tagged
from .records import MAX_INT

MAX_POSTS, MAX_OFFICERS = 65_536, 16_384


def numbers_of(c):
    """A function giving the pair numbers of a pool, remembered."""
    def give(pool, officers, objects):
        key = seed.match_key(c.suite, c.seed, pool)
        return remember(("numbers", c.suite, key, tuple(officers), tuple(objects)),
                        lambda: pools.pair_numbers(c.h, key, officers, objects))
    return give


def expected_visits(c):
    """{object_id: (units of S, batches)} from the result rows."""
    batches = {u["unit"]: u["batches"] for u in c.rules["units"]}
    n = {u["unit"]: u["n"] for u in c.result_record["units"]}
    out = {}
    for r in c.result:
        units, numbers = out.setdefault(r.object_id, ([], []))
        if r.kind == "S":
            units.append(r.unit)
            numbers.append(selection.batch(r.rank, batches[r.unit], n[r.unit]))
    return out


def v20(c):
    """检查户与匹配池"""
    if not c.has("visits.tsv"):
        return WITHHELD
    c.visits = c.table("visits.tsv", rows.visits)
    wanted = expected_visits(c)
    odd = sorted({v.object_id for v in c.visits} ^ set(wanted))
    need(not odd, "visits.tsv %s: 多余或缺失", odd and odd[0])
    frame = {r.object_id: r for r in c.frame} if c.frame is not None else None
    for v in c.visits:
        where = "visits.tsv %s" % v.object_id
        need((v.units, v.batches) == wanted[v.object_id], "%s: 单元或批次应为%s", where,
             wanted[v.object_id])
        if frame is not None:
            text = v.raw.split(b"\t")[3]
            need(tagged(c.suite, "attrs", text).hex() == frame[v.object_id].attrs,
                 "%s: 快照与底册attrs不符", where)
    entry = c.one("match")
    c.root_is("visits.tsv", c.visits, entry["visits_root"], entry["visits_count"], "匹配条目")
    _build_pools(c)
    return PASS


def _build_pools(c):
    key = ("pools", c.suite, c.seed) + tuple(
        c.files[n] for n in ("rules.json", "officers.tsv", "conflicts.tsv", "visits.tsv"))

    def build():
        if c.rules["matching"]:
            pools.check_membership(c.rules, c.officers)
        return matching.build(c.rules, c.officers, c.conflicts, c.visits, numbers_of(c))
    try:
        c.pools = remember(key, build)
    except pools.PoolError as error:
        need(False, "%s", error)
    for p in c.pools:
        need(p.posts <= MAX_POSTS and len(p.officers) <= MAX_OFFICERS, "匹配池%s超出上限", p.code)


POOL_KEYS = ("deficit entries infeasible ladder objective officers pool posts steps t_hi t_lo "
             "tiebreak void")
_DECIMAL = re.compile("-?(0|[1-9][0-9]{0,59})")


def check_matching_form(value):
    """The form of matching.json."""
    f = forms
    f.keys(value, "", "draw_id suite pools")
    f.name("draw", value["draw_id"], "draw_id")
    f.option(value["suite"], "suite", forms.SUITES)
    for i, p in enumerate(f.array(value["pools"], "pools")):
        _pool_form(p, "pools[%d]" % i)


def _pool_form(p, at):
    f = forms
    f.keys(p, at, POOL_KEYS)
    f.name("pool", p["pool"], at + ".pool")
    for key in ("deficit", "entries", "officers", "posts", "steps"):
        f.integer(p[key], at + "." + key)
    for key in ("t_lo", "t_hi"):
        f.integer(p[key], at + "." + key, 1 - MAX_INT, MAX_INT - 1)
    f.boolean(p["void"], at + ".void")
    f.text(p["tiebreak"], at + ".tiebreak")
    f.need(_DECIMAL.fullmatch(f.text(p["objective"], at + ".objective")) is not None
           and p["objective"] != "-0", at + ".objective", "应为十进制整数")
    _deficits(p["ladder"], at + ".ladder")
    if p["infeasible"] != {}:
        f.keys(p["infeasible"], at + ".infeasible", "officers relaxed visits")
        f.name_list("officer", p["infeasible"]["officers"], at + ".infeasible.officers")
        f.name_list("object", p["infeasible"]["visits"], at + ".infeasible.visits")
        _deficits(p["infeasible"]["relaxed"], at + ".infeasible.relaxed")


def _deficits(value, at):
    for i, row in enumerate(forms.array(value, at)):
        forms.keys(row, at, "deficit rule")
        forms.integer(row["deficit"], "%s[%d].deficit" % (at, i))
        forms.text(row["rule"], "%s[%d].rule" % (at, i))


def v21(c):
    """匹配摘要"""
    if not c.has("matching.json"):
        return WITHHELD
    data = c.files["matching.json"]
    c.matching_record = r = read_record(data, check_matching_form, "matching.json")
    for key in ("draw_id", "suite"):
        need(r[key] == c.bundle[key], "matching.json %s: 不符", key)
    need([p["pool"] for p in r["pools"]] == [p.code for p in c.pools], "matching.json: 匹配池与规则不同")
    for pool, stated in zip(c.pools, r["pools"]):
        wanted = remember(("record of", id(pool)), lambda pool=pool: (pool, pool.record()))[1]
        for key in sorted(wanted):
            need(stated[key] == wanted[key], "matching.json %s %s: 应为%s, 实为%s", pool.code, key,
                 wanted[key], stated[key])
        solved = bool(pool.entries) and not wanted["void"]
        need((stated["steps"] >= 1) == solved and stated["steps"] <= matching.MAX_STEPS + 1,
             "matching.json %s steps: 不符", pool.code)
    need(tagged(c.suite, "matching", data).hex() == c.one("match")["matching"],
         "matching.json: 摘要与匹配条目不符")
    return PASS


def applied(stated):
    """The ladder rules in force in a pool."""
    return [row["rule"] for row in stated["ladder"]]


def _team_ok(pool, inst, step, o, members, where):
    """One team of one step: eligibility, specialists, pair numbers, leader."""
    need(len(members) == pool.demand, "%s: 应有%d人", where, pool.demand)
    for row in members:
        key = o.object_id, row.officer
        need(key in inst.pairs, "%s %s: 不合格或不属于该匹配池", where, row.officer)
        need(row.r == pool.numbers[key], "%s %s: r应为%d", where, row.officer, pool.numbers[key])
    special = sum(inst.officers[row.officer][2] for row in members)
    need(special >= o.a, "%s: 专业人员少于%d", where, o.a)
    leader = pool.leader(o.object_id, [row.officer for row in members])
    for row in members:
        need((row.role == "L") == (row.officer == leader), "%s: 组长应为%s", where, leader)


def _step_ok(pool, inst, step, rows_by_object):
    """One step of one pool; returns {object_id: set of officers}."""
    known, load, team = {o.object_id for o in pool.entries}, {}, {}
    where = "matching.tsv %s 第%d步" % (pool.code, step)
    for object_id in rows_by_object:
        need(object_id in known, "%s: %s不在该池", where, object_id)
    for o in pool.entries:
        members = rows_by_object.get(o.object_id, [])
        _team_ok(pool, inst, step, o, members, "%s %s" % (where, o.object_id))
        team[o.object_id] = {row.officer for row in members}
        for row in members:
            load[row.officer] = load.get(row.officer, 0) + 1
    for code, number in sorted(load.items()):
        prior, cap, _ = inst.officers[code]
        need(number <= cap and prior + number <= MAX_TOTAL, "%s: %s超过上限", where, code)
    return team


def _solved_any(c):
    return any(p["steps"] for p in c.matching_record["pools"])


def v22(c):
    """检查组"""
    if not c.has("matching.tsv"):
        return WITHHELD
    c.match_rows = c.table("matching.tsv", rows.matching)
    grouped = {}
    steps = {p["pool"]: p["steps"] for p in c.matching_record["pools"]}
    for row in c.match_rows:
        need(row.step < steps.get(row.pool, 0), "matching.tsv %s 第%d步: 未知", row.pool, row.step)
        grouped.setdefault((row.pool, row.step), {}).setdefault(row.object_id, []).append(row)
    c.teams = {}
    for pool, stated in zip(c.pools, c.matching_record["pools"]):
        forbidden, c.teams[pool.code] = [], []
        for step in range(stated["steps"]):
            key = "instance", id(pool), tuple(applied(stated)), tuple(forbidden)
            inst = remember(key, lambda: (pool, pool.instance(applied(stated), forbidden)))[1]
            team = _step_ok(pool, inst, step, grouped.get((pool.code, step), {}))
            c.teams[pool.code].append((inst, team))
            pair = pool.clash(team)
            if pair is not None:
                forbidden.append(pair)
    entry = c.one("match")
    c.root_is("matching.tsv", c.match_rows, entry["match_root"], entry["match_count"], "匹配条目")
    return PASS if _solved_any(c) else WITHHELD


def v23(c):
    """最优性证明"""
    if not c.has("potentials.tsv"):
        return WITHHELD
    table = c.table("potentials.tsv", rows.potentials)
    c.potentials = {}
    for row in table:
        need(row.step < len(c.teams.get(row.pool, [])), "potentials.tsv %s 第%d步: 未知", row.pool,
             row.step)
        c.potentials.setdefault((row.pool, row.step), {})[row.kind, row.id] = row.value
    for pool, stated in zip(c.pools, c.matching_record["pools"]):
        objective = 0
        for step, (inst, team) in enumerate(c.teams[pool.code]):
            values = c.potentials.get((pool.code, step), {})
            problem = certificate.broken(inst, team, values)
            need(problem is None, "potentials.tsv %s 第%d步: %s", pool.code, step, problem)
            objective = certificate.Flow(inst, team).objective()
        need(stated["objective"] == str(objective), "matching.json %s objective: 应为%d", pool.code,
             objective)
    entry = c.one("match")
    c.root_is("potentials.tsv", table, entry["potentials_root"], entry["potentials_count"],
              "匹配条目")
    return PASS if _solved_any(c) else WITHHELD


def v24(c):
    """唯一性与互斥成员"""
    if c.teams is None:
        return WITHHELD
    for pool in c.pools:
        last = len(c.teams[pool.code]) - 1
        for step, (inst, team) in enumerate(c.teams[pool.code]):
            where = "匹配池%s 第%d步" % (pool.code, step)
            need(certificate.is_unique(inst, team, c.potentials[pool.code, step]),
                 "%s: 最优解不唯一", where)
            clash = pool.clash(team)
            need((clash is None) == (step == last), "%s: %s", where,
                 "仍有互斥成员" if clash else "其后不应再有步骤")
    return PASS if _solved_any(c) else WITHHELD
