"""V-01 … V-06: files, rules, the form and order of the log, intent, artefacts."""

from . import beacons, entries, forms, names, records
from . import rules as rules_form
from .context import PASS, Fail, need, remember
from .hashes import sha256, sm3, tagged

RECORDS = ("bundle.json", "checkpoints.json", "intent.json", "matching.json", "result.json",
           "rules.json")
BASE = ["checkpoints.json", "intent.json", "log.jsonl", "rules.json"]
OPEN = ["conflicts.tsv", "officers.tsv", "result.json", "result.tsv"]
MATCH = ["matching.json", "matching.tsv", "potentials.tsv", "rematches.tsv", "visits.tsv"]
NAMES = BASE + OPEN + MATCH + ["frame.tsv"]
STAGES = ("committed", "sealed", "open", "void")
MAX_RECORD, MAX_FILE, MAX_FILES = 64 << 20, 2 << 30, 16


def read_record(data, check, where):
    """Decodes and checks a record file; every defect is a failure naming the file."""
    def compute():
        value = records.decode(data)
        check(value)
        return value
    try:
        return remember(("record", check.__module__, check.__name__, data), compute)
    except ValueError as error:
        raise Fail("%s: %s" % (where, error)) from None


def digests(data):
    """(sha256 hex, sm3 hex) of a file."""
    return remember(("digests", data), lambda: (sha256(data).hex(), sm3(data).hex()))


def check_bundle_form(value):
    """The form of bundle.json."""
    f = forms
    f.keys(value, "", "audience bundle draw_id files stage suite")
    f.option(value["audience"], "audience", ("public", "audit"))
    f.integer(value["bundle"], "bundle", 1, 1)
    f.name("draw", value["draw_id"], "draw_id")
    f.option(value["stage"], "stage", STAGES)
    f.option(value["suite"], "suite", forms.SUITES)

    def one(row, at):
        f.keys(row, at, "bytes name sha256 sm3")
        f.option(row["name"], at + ".name", NAMES)
        f.integer(row["bytes"], at + ".bytes", 0, entries.MAX_BYTES)
        f.name("hex32", row["sha256"], at + ".sha256")
        f.name("hex32", row["sm3"], at + ".sm3")
    f.rows_by(value["files"], "files", "name", one)


def v01(c):
    """文件清单"""
    need("bundle.json" in c.files, "bundle.json缺失")
    need(len(c.files) <= MAX_FILES, "文件超过%d个", MAX_FILES)
    for name, data in sorted(c.files.items()):
        limit = MAX_RECORD if name in RECORDS else MAX_FILE
        need(len(data) <= limit, "%s: 超过%d字节", name, limit)
    c.bundle = read_record(c.files["bundle.json"], check_bundle_form, "bundle.json")
    listed = {row["name"] for row in c.bundle["files"]}
    odd = sorted(listed ^ (set(c.files) - {"bundle.json"}))
    need(not odd, "%s: %s", odd and odd[0], "清单中有而文件缺失" if odd and odd[0] in listed
         else "文件不在清单中")
    for row in c.bundle["files"]:
        data = c.files[row["name"]]
        need(len(data) == row["bytes"], "%s: %d字节, 清单为%d", row["name"], len(data),
             row["bytes"])
        need(digests(data) == (row["sha256"], row["sm3"]), "%s: 摘要与清单不符", row["name"])
    return PASS


def v02(c):
    """规则"""
    need("rules.json" in c.files, "rules.json缺失")
    c.rules = read_record(c.files["rules.json"], rules_form.check, "rules.json")
    for key in ("draw_id", "suite"):
        need(c.rules[key] == c.bundle[key], "rules.json %s: %s, bundle.json为%s", key,
             c.rules[key], c.bundle[key])
    return PASS


class Line:
    """One line of log.jsonl."""

    def __init__(self, data):
        value = records.decode(data)
        forms.keys(value, "", "entry index sha256 sm3")
        self.index = forms.integer(value["index"], "index", 0, records.MAX_INT - 1)
        self.entry = value["entry"]
        entries.check(self.entry)
        self.bytes = records.encode(self.entry)
        forms.need(len(self.bytes) <= entries.MAX_ENTRY, "entry", "超过%d字节" % entries.MAX_ENTRY)
        self.proofs = {}
        for tree in ("sha256", "sm3"):
            for i, digest in enumerate(forms.array(value[tree], tree)):
                forms.name("hex32", digest, "%s[%d]" % (tree, i))
            self.proofs[tree] = [bytes.fromhex(d) for d in value[tree]]


def v03(c):
    """日志条目"""
    need("log.jsonl" in c.files, "log.jsonl缺失")
    data = c.files["log.jsonl"]
    need(not data or data.endswith(b"\n"), "log.jsonl: 末尾缺换行")
    last = -1
    for number, line in enumerate(data.split(b"\n")[:-1], 1):
        try:
            row = remember(("line", line), lambda line=line: Line(line))
        except ValueError as error:
            raise Fail("log.jsonl 第%d行: %s" % (number, error)) from None
        need(row.index > last, "log.jsonl 第%d行: index未升序", number)
        last = row.index
        c.lines.append(row)
    return PASS


class Attempt:
    """The order of entry types within one attempt."""

    def __init__(self, draw_id):
        self.draw_id, self.seen, self.mode = draw_id, [], None
        self.t_b = None

    def allowed(self, kind):
        """True when the type may follow what was seen."""
        has = set(self.seen)
        if "void" in has or not has:
            return kind == "plan" and not has
        before_end = "result" not in has and ("beacon" not in has)
        rule = {
            "plan": False, "intent": "intent" not in has,
            "escrow": "intent" in has and "close" not in has,
            "reveal": "intent" in has and "close" not in has,
            "close": "intent" in has and "close" not in has,
            "beacon": "close" in has and before_end and self.mode == "A",
            "result": "close" in has and "result" not in has
                      and (self.mode == "B" or "beacon" in has),
            "replace": "result" in has, "correction": "result" in has,
            "match": "result" in has and "match" not in has,
            "recuse": "match" in has, "rematch": "match" in has,
            "unseal": "result" in has and "unseal" not in has,
            "void": before_end,
        }
        return rule[kind]

    def take(self, entry):
        """Takes the next entry or fails."""
        kind = entry["type"]
        where = "%s 第%d条(%s)" % (entry["draw_id"], entry["seq"], kind)
        need(entry["seq"] == len(self.seen) + 1, "%s: 序号应为%d", where, len(self.seen) + 1)
        need(self.allowed(kind), "%s: 顺序不允许", where)
        if kind == "intent":
            self.mode = "B" if entry["beacon"]["type"] == "none" else "A"
            self.t_b = names.seconds(entry["t_b"])
        if kind == "void" and self.t_b is not None:
            need(names.seconds(entry["time"]) < self.t_b, "%s: 作废不早于T_b", where)
        self.seen.append(kind)


def v04(c):
    """日志顺序"""
    plan, attempts, last = names.plan_of(c.bundle["draw_id"]), {}, None
    for line in c.lines:
        e = line.entry
        where = "%s 第%d条" % (e["draw_id"], e["seq"])
        need(names.plan_of(e["draw_id"]) == plan, "%s: 不属于计划%s", where, plan)
        mine = e["draw_id"] == c.bundle["draw_id"]
        need(not mine or e["suite"] == c.suite, "%s: 算法套件不同", where)
        prev = "0" * 64
        if last is not None:
            prev = remember(("prev", e["suite"], last.bytes),
                            lambda e=e, b=last.bytes: tagged(e["suite"], "entry", b).hex())
            need(last.entry["time"] <= e["time"], "%s: 时间倒退", where)
        need(e["prev"] == prev, "%s: prev应为%s", where, prev)
        if e["draw_id"] not in attempts:
            newest = max((names.attempt_of(d) for d in attempts), default=0)
            need(names.attempt_of(e["draw_id"]) > newest, "%s: 早于前一次开始", where)
            attempts[e["draw_id"]] = Attempt(e["draw_id"])
        attempts[e["draw_id"]].take(e)
        if mine:
            need(e["type"] != "unseal" or c.rules["publication"] == "sealed",
                 "%s: 即时公布无启封", where)
            c.mine.append(e)
        last = line
    need(c.one("intent") is not None, "log.jsonl: 本次没有意向条目")
    return PASS


def v05(c):
    """意向"""
    need("intent.json" in c.files, "intent.json缺失")
    data = c.files["intent.json"]
    c.intent = i = read_record(data, entries.check_intent, "intent.json")
    entry, plan, result, r = c.one("intent"), c.one("plan"), c.one("result"), c.rules
    c.intent_digest = tagged(c.suite, "intent", data)
    rules_digest = tagged(c.suite, "rules", c.files["rules.json"]).hex()
    need(c.intent_digest.hex() == entry["intent"], "intent.json: 摘要与意向条目不符")
    need(result is None or result["intent"] == entry["intent"], "结果条目的intent不符")
    need(rules_digest == i["rules"], "intent.json rules: 应为%s", rules_digest)
    need(rules_digest == plan["rules"], "计划条目 rules: 应为%s", rules_digest)
    for key in ("draw_id", "suite"):
        need(i[key] == r[key], "intent.json %s: 与规则不同", key)
    need([x["id"] for x in i["contributors"]] == r["contributors"], "随机数提供方与规则不同")
    for key in ("purpose", "base", "title"):
        need(plan[key] == r[key], "计划条目 %s: 与规则不同", key)
    for key in ("beacon", "t_r", "t_b", "deadline"):
        need(i[key] == entry[key], "意向条目 %s: 与intent.json不同", key)
    kind = i["beacon"]["type"]
    need((i["mode"] == "B") == (kind == "none"), "intent.json mode: 与随机源类型不一致")
    t_r, t_b = names.seconds(i["t_r"]), names.seconds(i["t_b"])
    if kind == "drand-quicknet":
        need(t_b == beacons.round_time(i["beacon"]["round"]), "t_b不是该轮drand的时间")
    need(kind != "ceremony" or len(r["recorders"]) >= 2, "规则中的记录人少于两名")
    if i["mode"] == "B":
        need(t_b == t_r + 120, "方式B的t_b应为t_r后120秒")
        need(r["holders"], "方式B没有托管方")
    need(result is None or (result["seed"] == "-") == (r["publication"] == "sealed"),
         "结果条目 seed: 与公布方式不符")
    return PASS


def stage_of(c):
    """The stage that the entries give."""
    if c.one("void"):
        return "void"
    if not c.one("result"):
        return "committed"
    return "open" if c.rules["publication"] == "immediate" or c.one("unseal") else "sealed"


def files_of(c, stage):
    """The set of files of §1."""
    out = set(BASE)
    if c.bundle["audience"] == "audit" or not c.rules["blinded"]:
        out.add("frame.tsv")
    if stage == "open":
        out |= set(OPEN)
        if c.one("match"):
            out |= set(MATCH)
    return out


def v06(c):
    """制品摘要"""
    stage = stage_of(c)
    need(c.bundle["stage"] == stage, "bundle.json stage: %s, 按日志应为%s", c.bundle["stage"], stage)
    wanted, present = files_of(c, stage), set(c.files) - {"bundle.json"}
    odd = sorted(wanted ^ present)
    need(not odd, "%s: 此阶段%s", odd and odd[0], "缺失" if odd and odd[0] in wanted else "不应公布")
    for line in c.lines:
        e = line.entry
        if e["type"] not in entries.ARTEFACTS:
            continue
        where = "%s 第%d条" % (e["draw_id"], e["seq"])
        need([a["name"] for a in e["artefacts"]] == entries.ARTEFACTS[e["type"]],
             "%s: artefacts名称不对", where)
        if e["draw_id"] != c.bundle["draw_id"]:
            continue
        for a in e["artefacts"]:
            if a["name"] in c.files:
                data = c.files[a["name"]]
                need(len(data) == a["bytes"] and digests(data) == (a["sha256"], a["sm3"]),
                     "%s: 与%s的登记不符", a["name"], where)
    return PASS
