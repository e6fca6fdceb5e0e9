"""V-07 … V-10: inclusion, checkpoints, cosignatures, times and monitor rules."""

from . import forms, merkle, names, notes, records
from .context import PASS, WITHHELD, Fail, need, remember
from .hashes import hash_of

HASHES = {"sha256": hash_of("SHA256"), "sm3": hash_of("SM3")}
EARLY = 600


def _parse_checkpoints(data, origin):
    """[(size, {tree: Note}, {tree: proof})]; ValueError unless of the form."""
    value, out, last = records.decode(data), [], -1
    for i, row in enumerate(forms.array(value, "")):
        at = "[%d]" % i
        forms.keys(row, at, "consistency_sha256 consistency_sm3 sha256 size sm3")
        size = forms.integer(row["size"], at + ".size", 1, records.MAX_INT - 1)
        forms.need(size > last, at + ".size", "未升序")
        last, trees, proofs = size, {}, {}
        for tree in notes.TREES:
            trees[tree] = note = notes.parse(forms.text(row[tree], at + "." + tree))
            forms.need(note.origin == notes.origin_line(origin, tree), at + "." + tree,
                       "origin不对: " + note.origin)
            forms.need(note.size == size, at + "." + tree, "树大小不同")
            key = "consistency_" + tree
            for j, digest in enumerate(forms.array(row[key], at + "." + key)):
                forms.name("hex32", digest, "%s.%s[%d]" % (at, key, j))
            proofs[tree] = [bytes.fromhex(d) for d in row[key]]
        out.append((size, trees, proofs))
    forms.need(out, "", "至少一个检查点")
    return out


def read_checkpoints(c):
    """Parsed checkpoints; ValueError when not of the form."""
    data, origin = c.files["checkpoints.json"], c.rules["log"]["origin"]
    return remember(("checkpoints", origin, data), lambda: _parse_checkpoints(data, origin))


def v07(c):
    """日志包含"""
    try:
        c.checkpoints = read_checkpoints(c)
    except ValueError:
        return WITHHELD
    size, trees, _ = c.checkpoints[-1]
    for number, line in enumerate(c.lines, 1):
        need(line.index < size, "log.jsonl 第%d行: index不在最后检查点内", number)
        for tree in notes.TREES:
            key = "inclusion", tree, line.bytes, line.index, size, tuple(line.proofs[tree]), \
                trees[tree].root
            ok = remember(key, lambda line=line, tree=tree: merkle.verify_inclusion(
                HASHES[tree], merkle.leaf(HASHES[tree], line.bytes), line.index, size,
                line.proofs[tree], trees[tree].root))
            need(ok, "log.jsonl 第%d行: %s树的包含证明不成立", number, tree)
    return PASS


def v08(c):
    """检查点"""
    try:
        c.checkpoints = read_checkpoints(c)
    except ValueError as error:
        raise Fail("checkpoints.json: %s" % error) from None
    log, (last_size, last_trees, _) = c.rules["log"], c.checkpoints[-1]
    for size, trees, proofs in c.checkpoints:
        for tree in notes.TREES:
            _operator_signed(trees[tree], tree, log, "checkpoints.json 大小%d %s" % (size, tree))
            need(merkle.verify_consistency(HASHES[tree], size, last_size, trees[tree].root,
                                           last_trees[tree].root, proofs[tree]),
                 "checkpoints.json 大小%d: %s树的一致性证明不成立", size, tree)
    return PASS


def _operator_signed(note, tree, log, where):
    known, seen, signed = notes.known_keys(log, tree), set(), False
    for row in note.lines:
        identity = row.name, row.key_id
        need(identity in known, "%s: 签名行%s的密钥不在规则中", where, row.name)
        need(identity not in seen, "%s: %s有两行签名", where, row.name)
        seen.add(identity)
        cosigner, key = known[identity]
        if not cosigner:
            signed = notes.verify_raw(tree, key, note.body.encode(), row.signature, log["sm2_id"])
            need(signed, "%s: 运营方签名不成立", where)
    need(signed, "%s: 没有运营方签名", where)


def _cosigned(c, trees):
    """{tree: {witness: time}} of one checkpoint; fails on a line that does not verify."""
    log, out = c.rules["log"], {}
    for tree in notes.TREES:
        known, out[tree] = notes.known_keys(log, tree), {}
        for row in trees[tree].lines:
            cosigner, key = known[row.name, row.key_id]
            if cosigner:
                time = notes.cosignature_time(trees[tree], tree, row, key, log["sm2_id"])
                need(time is not None, "checkpoints.json: %s的见证签名不成立(%s)", row.name, tree)
                out[tree][row.name] = time
    return out


def _index_of(c, kind):
    return next((x.index for x in c.lines if x.entry["draw_id"] == c.bundle["draw_id"]
                 and x.entry["type"] == kind), None)


def v09(c):
    """见证签名"""
    quorum, all_times = c.rules["log"]["quorum"], []
    for size, trees, _ in c.checkpoints:
        times = _cosigned(c, trees)
        newest = max((names.seconds(x.entry["time"]) for x in c.lines if x.index < size),
                     default=0)
        for tree in notes.TREES:
            for name, time in times[tree].items():
                need(time >= newest, "检查点%d: %s的见证时间早于其中最新条目", size, name)
        both = {w: max(t, times["sm3"][w]) for w, t in times["sha256"].items()
                if w in times["sm3"]}
        all_times.append((size, both))
        c.cosignatures[size] = times
    need(len(all_times[-1][1]) >= quorum, "最后检查点的见证方不足%d个", quorum)
    limits = [("intent", names.seconds(c.intent["t_r"]) - EARLY)]
    if c.one("close"):
        limits.append(("close", names.seconds(c.intent["t_b"])))
    for kind, limit in limits:
        index = _index_of(c, kind)
        ok = any(size > index and sum(t <= limit for t in both.values()) >= quorum
                 for size, both in all_times)
        need(ok, "%s条目没有在%s前被%d个见证方见证", kind, names.time_text(limit), quorum)
    return PASS


def v10(c):
    """时间与监督规则"""
    t_r, t_b = names.seconds(c.intent["t_r"]), names.seconds(c.intent["t_b"])
    deadline = names.seconds(c.intent["deadline"])
    for e in c.mine:
        t, kind = names.seconds(e["time"]), e["type"]
        where = "第%d条(%s) %s" % (e["seq"], kind, e["time"])
        need(kind != "intent" or t <= t_r - EARLY, "%s: 晚于t_r前600秒", where)
        need(kind != "escrow" or t <= t_r, "%s: 晚于t_r", where)
        need(kind != "reveal" or e["by"] != e["contributor"] or t <= t_r, "%s: 晚于t_r", where)
        need(kind != "close" or t_r <= t <= t_b, "%s: 不在t_r与t_b之间", where)
        need(kind != "beacon" or t >= t_b, "%s: 早于t_b", where)
        need(kind != "result" or t <= deadline, "%s: 晚于期限", where)
    monitor(c)
    return PASS


def judging_time(c):
    """Newest cosignature of the last checkpoint, or the time of the last entry."""
    stamped = [t for times in c.cosignatures[c.checkpoints[-1][0]].values()
               for t in times.values()]
    return max(stamped) if stamped else names.seconds(c.lines[-1].entry["time"])


def monitor(c):
    """M1 – M4 and M6 over the plan."""
    attempts = {}
    for line in c.lines:
        attempts.setdefault(names.attempt_of(line.entry["draw_id"]), []).append(line)
    need(sorted(attempts) == list(range(1, len(attempts) + 1)), "M1: 次数有缺号")
    beacons_named, results = set(), []
    for number in sorted(attempts):
        lines = attempts[number]
        first = {}
        for line in lines:
            first.setdefault(line.entry["type"], line.entry)
        _m2(first, number, judging_time(c))
        if number > 1:
            _m3(attempts[number - 1], lines[0], number)
        annulled = any(x.entry["type"] == "correction" and x.entry["annuls"] for x in lines)
        if "result" in first and first["plan"]["purpose"] == "draw" and not annulled:
            results.append(number)
        beacon = first["intent"]["beacon"] if "intent" in first else {"type": "none"}
        if beacon["type"] != "none":
            named = beacon["type"], beacon["round"]
            need(named not in beacons_named, "M6: 第%d次与此前使用同一期公共随机源", number)
            beacons_named.add(named)
    need(len(results) <= 1, "M4: 有两次有效结果: %s", results)


def _m2(first, number, now):
    if "intent" not in first:
        return
    deadline = names.seconds(first["intent"]["deadline"])
    if "result" in first:
        need(names.seconds(first["result"]["time"]) <= deadline, "M2: 第%d次结果逾期", number)
    elif "void" not in first:
        need(now <= deadline, "M2: 第%d次逾期无结果也未作废", number)


def _m3(before, plan_line, number):
    ended = any(x.index < plan_line.index and (
        x.entry["type"] == "void" or x.entry["type"] == "correction" and x.entry["annuls"])
        for x in before)
    need(ended or plan_line.entry["purpose"] == "supplement",
         "M3: 第%d次开始前, 上一次未作废也未撤销", number)
