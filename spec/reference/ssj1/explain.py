"""One object id in a bundle, in words a citizen can follow (bundle-1 §4)."""

from . import selection, tickets
from . import verify as verifier


def explain(files, object_id):
    """The text; says first whether the bundle was accepted."""
    report = verifier.verify(files)
    c, out = report.context, []
    out.append("验证包: " + ("接受" if report.failed is None else "在%s被拒绝" % report.failed))
    if report.failed:
        return "\n".join(out)
    if c.frame is None:
        out.append("底册未公布, 只能查看抽中名单")
    row = next((r for r in c.frame or [] if r.object_id == object_id), None)
    if c.frame is not None:
        out += _frame_lines(c, row, object_id)
    if c.result is None:
        return "\n".join(out + ["抽取结果在此阶段尚未公布"])
    for unit in c.result_record["units"]:
        out += _unit_lines(c, unit, row, object_id)
    out += _team_lines(c, object_id)
    return "\n".join(out)


def _frame_lines(c, row, object_id):
    if row is None:
        ids = [r.object_id for r in c.frame]
        before = max((i for i in ids if i < object_id), default="(无)")
        after = min((i for i in ids if i > object_id), default="(无)")
        return ["%s不在底册中: 底册按编号排列, 相邻两行是%s与%s" % (object_id, before, after)]
    if row.status != "E":
        return ["%s在底册中, 未参加抽取, 原因%s" % (object_id, row.status[2:])]
    return ["%s在底册中, 参加单元%s, 权重%d" % (object_id, ",".join(row.units), row.weight)]


def _unit_lines(c, unit, row, object_id):
    code = unit["unit"]
    drawn = next((r for r in c.result if r.object_id == object_id and r.unit == code), None)
    if drawn is None and (row is None or code not in row.units):
        return []
    spec = next(u for u in c.rules["units"] if u["unit"] == code)
    key = next(g["key"] for g in c.result_record["groups"] if g["group"] == spec["group"])
    weight = row.weight if row else 1
    plain = tickets.ticket(c.h, key, object_id).hex()
    mine = drawn.key if drawn else tickets.hex_key(tickets.object_key(
        c.h, key, object_id, weight, int(spec["start"], 16), spec["dir"]))
    algorithm = {"SM3": "sm3", "SHA256": "sha256"}[c.suite]
    out = ["单元%s: 合格%d户, 抽取%d户, 入选机会%d/%d%s" % (
        code, unit["N"], unit["n"], unit["n"], unit["N"],
        "(权重不等时为平均数)" if weight != 1 else ""),
        "  签号 %s" % plain, "  排序值 %s, 界限 %s" % (mine, unit["cutoff"]),
        "  自行核对: printf '%%s' \"%s%s\" | openssl dgst -%s" % (key, object_id, algorithm)]
    if drawn and drawn.kind == "S":
        number = selection.batch(drawn.rank, spec["batches"], unit["n"])
        return out + ["  抽中, 第%d名, 第%d批" % (drawn.rank, number)]
    return out + ["  候补第%d名" % (drawn.rank - unit["n"]) if drawn else "  未抽中"]


def _team_lines(c, object_id):
    out = []
    for pool, teams in (c.teams or {}).items():
        team = teams[-1][1].get(object_id) if teams else None
        if team:
            out.append("检查组(%s): %s" % (pool, ", ".join(sorted(team))))
    return out
