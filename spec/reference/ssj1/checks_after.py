"""V-25 … V-27: what happens after the draw: replacement, recusal and rematch, corrections."""

from . import beacons, merkle, names, pools, rows, seed, tickets
from .checks_draw import beacon_entry_ok
from .checks_match import applied
from .context import PASS, WITHHELD, need
from .replacement import REASONS, Ranks


def _leaf(c, row):
    return merkle.leaf(c.h, row.raw).hex()


def v25(c):
    """递补"""
    entries, units = c.all_of("replace"), {u["unit"] for u in c.rules["units"]}
    for e in entries:
        where = "第%d条(replace)" % e["seq"]
        need(e["unit"] in units, "%s: 未知单元%s", where, e["unit"])
        need(e["reason"] in REASONS, "%s: 原因%s不允许递补", where, e["reason"])
        need(e["evidence_day"] <= c.rules["freeze_day"], "%s: 证据晚于冻结日", where)
    if c.result is not None:
        c.moved_up = replay(c, entries)
    return PASS if entries else WITHHELD


def replay(c, entries):
    """Replays the replacements; {seq: (object_id, unit)} of those that moved up."""
    leaves = {(r.unit, _leaf(c, r)): r for r in c.result}
    by_rank = {(r.unit, r.rank): r for r in c.result}
    state = {u["unit"]: Ranks(u["n"], u["w"]) for u in c.result_record["units"]}
    out = {}
    for e in entries:
        where, row = "第%d条(replace)" % e["seq"], leaves.get((e["unit"], e["out"]))
        need(row is not None, "%s out: 不是该单元的结果行", where)
        need(row.rank not in state[e["unit"]].struck, "%s out: 名次%d已被剔除", where, row.rank)
        up = state[e["unit"]].strike(row.rank)
        wanted = "-" if up is None else _leaf(c, by_rank[e["unit"], up])
        need(e["in"] == wanted, "%s in: 应为%s", where, wanted)
        if up is not None:
            out[e["seq"]] = by_rank[e["unit"], up].object_id, e["unit"]
    return out


class Team:
    """A visit entry with its present team: posts are [officer or None, role]."""

    def __init__(self, pool, entry, posts):
        self.pool, self.entry, self.posts = pool, entry, posts
        self.recused = set()

    def members(self):
        """Officers now on the team."""
        return [code for code, _ in self.posts if code is not None]


class Replay:
    """Teams, loads and open posts while the entries after `match` are read."""

    def __init__(self, c):
        self.c = c
        self.pool = {p.code: p for p in c.pools}
        self.relaxed = {p["pool"]: applied(p) for p in c.matching_record["pools"]}
        self.void = {p["pool"] for p in c.matching_record["pools"] if p["void"]}
        self.teams, self.rows, self.open, self.answered = {}, {}, {}, set()
        self.snapshot = {v.object_id: v.snapshot for v in c.visits}
        self.units = {v.object_id: list(v.units) for v in c.visits}
        entries = {(p.code, o.object_id): o for p in c.pools for o in p.entries}
        for row in c.match_rows:
            if row.step != len(c.teams[row.pool]) - 1:
                continue
            at = row.pool, row.object_id
            team = self.teams.setdefault(at, Team(self.pool[row.pool], entries[at], []))
            self.rows[_leaf(c, row)] = team, len(team.posts)
            team.posts.append([row.officer, row.role])

    def replace(self, e):
        """An object moved up: its posts open when no team of the pool visits it yet."""
        object_id, unit = self.c.moved_up.get(e["seq"], (None, None))
        if object_id is None:
            return
        self.units[object_id].append(unit)
        dept = next(u["dept"] for u in self.c.rules["units"] if u["unit"] == unit)
        fit = pools.fitting_pools(self.c.rules, dept, self.snapshot[object_id]["region"])
        if len(fit) != 1 or fit[0] in self.void or (fit[0], object_id) in self.teams:
            return
        pool = self.pool[fit[0]]
        posts = [[None, "L" if i == 0 else "M"] for i in range(pool.demand)]
        team = self.teams[fit[0], object_id] = Team(pool, None, posts)
        for i in range(pool.demand):
            self.open[e["seq"], i + 1] = team, i

    def recuse(self, e):
        """Takes the officer of a row off."""
        where = "第%d条(recuse)" % e["seq"]
        need(e["row"] in self.rows, "%s: 未知的行或已退出", where)
        team, post = self.rows.pop(e["row"])
        team.recused.add(team.posts[post][0])
        team.posts[post][0] = None
        self.open[e["seq"], 0] = team, post

    def entry_of(self, team, object_id):
        """The entry with the units it has by now."""
        return pools.entry_of(self.c.rules, object_id, self.units[object_id],
                              self.snapshot[object_id], team.pool.dept)

    def load(self, pool):
        """Posts now held by each officer of the pool."""
        out = {}
        for (code, _), team in self.teams.items():
            for officer in team.members() if code == pool.code else ():
                out[officer] = out.get(officer, 0) + 1
        return out

    def candidates(self, team, object_id):
        """Officers who may take an open post of the team."""
        pool, relaxed = team.pool, self.relaxed[team.pool.code]
        o, members, load = self.entry_of(team, object_id), team.members(), self.load(team.pool)
        special, extra = pool.specialists(), pool.extra_cap(relaxed)
        others = sum(code is None for code, _ in team.posts) - 1
        must = sum(f in special for f in members) + others < o.a
        bad = {frozenset(p) for p in self.c.rules["matching"]["incompatible"]}
        return [f for f in pool.officers
                if pool.pairs.reason(f, o, pool.dept, relaxed) is None
                and f.code not in members and f.code not in team.recused
                and load.get(f.code, 0) < f.cap + extra and (not must or f.code in special)
                and not any(frozenset((f.code, g)) in bad for g in members)]

    def choose(self, at, seq, beacon_value):
        """(team, post, object, (r, officer) or None) for an open post."""
        team, post = self.open[at]
        object_id = next(o for (p, o), t in self.teams.items() if t is team)
        key = seed.rematch_key(self.c.suite, self.c.seed, seq, beacon_value)
        best = min(((tickets.pair_number(self.c.h, key, f.code, object_id), f.code)
                    for f in self.candidates(team, object_id)), default=None)
        return team, post, object_id, best

    def settle(self, at, leaf, officer):
        """Puts an officer on an open post; `leaf` names the row from now on."""
        team, post = self.open.pop(at)
        team.posts[post][0] = officer
        self.rows[leaf] = team, post

    def rematch(self, e, table):
        """Fills a post; the row must be the computed one."""
        c, where, at = self.c, "第%d条(rematch)" % e["seq"], (e["follows"], e["post"])
        need(at in self.open, "%s: 没有对应的空缺岗位", where)
        need(all((e["follows"], p) in self.answered for p in range(1, e["post"])),
             "%s: 前面的岗位尚未改派", where)
        value = beacons.value_bytes(e["beacon_type"], e["value"])
        team, post, object_id, best = self.choose(at, e["seq"], value)
        self.answered.add(at)
        row = table.pop(e["seq"], None)
        if best is None:
            need(e["row"] == "-" and row is None, "%s: 无人可派, row应为-", where)
            return
        r, code = best
        wanted = team.pool.code, object_id, code, team.posts[post][1], r
        need(row is not None, "rematches.tsv: 缺%06d", e["seq"])
        need((row.pool, row.object_id, row.officer, row.role, row.r) == wanted,
             "rematches.tsv %06d: 应为%s", e["seq"], wanted)
        need(e["row"] == _leaf(c, row), "%s row: 与rematches.tsv不符", where)
        self.settle(at, e["row"], code)


def _beacon(c, e):
    """The randomness of a rematch entry, in every stage."""
    where = "第%d条(rematch)" % e["seq"]
    followed = next((x for x in c.mine if x["seq"] == e["follows"] and x["seq"] < e["seq"]
                     and x["type"] == ("replace" if e["post"] else "recuse")), None)
    need(followed is not None, "%s follows: 不是此前的回避或递补条目", where)
    need(e["beacon_type"] != "none", "%s: 须用公共随机源", where)
    beacon_entry_ok(c, e)
    if e["beacon_type"] == "drand-quicknet":
        need(beacons.round_time(e["round"]) > names.seconds(followed["time"]),
             "%s: 该轮不晚于所随条目", where)


def v26(c):
    """回避改派"""
    some = c.all_of("recuse") + c.all_of("rematch")
    for e in c.all_of("rematch"):
        _beacon(c, e)
    if c.has("rematches.tsv"):
        table = {r.seq: r for r in c.table("rematches.tsv", rows.rematches)}
        replay_state = Replay(c)
        for e in c.mine:
            if e["type"] == "replace":
                replay_state.replace(e)
            elif e["type"] == "recuse":
                replay_state.recuse(e)
            elif e["type"] == "rematch":
                replay_state.rematch(e, table)
        need(not table, "rematches.tsv: 多余的行%s", sorted(table)[:1])
    return PASS if some else WITHHELD


def v27(c):
    """作废与更正"""
    corrections, void = c.all_of("correction"), c.one("void")
    for e in corrections:
        where = "第%d条(correction)" % e["seq"]
        need(e["of"] < e["seq"], "%s of: 不是此前的条目", where)
        need(names.is_name("code", e["reason"]), "%s reason: 不是原因代码", where)
    if void:
        need(names.is_name("code", void["reason"]) and void["text"], "作废条目缺原因或说明")
    return PASS if corrections or void else WITHHELD
