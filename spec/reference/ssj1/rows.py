"""Typed rows of the tables of ssj-1 §7, §8.4 and §9.6; each class parses one table."""

from collections import namedtuple

from . import names, records, tables
from .tables import TableError

EXCLUSIONS = ("CAP", "DRAWN", "IDBAD", "PENDING", "RECENT", "SCOPE", "STATUS", "TRIAL")
MAX_LOAD = 2047

Frame = namedtuple("Frame", "object_id status units weight attrs salt raw")
Officer = namedtuple("Officer", "code dept regions tags cert cap prior salt raw")
Conflict = namedtuple("Conflict", "officer object_id code salt raw")
Result = namedtuple("Result", "object_id unit rank key kind salt raw")
Visit = namedtuple("Visit", "object_id units batches snapshot raw")
Match = namedtuple("Match", "pool step object_id officer role r salt raw")
Potential = namedtuple("Potential", "pool step kind id value raw")
Rematch = namedtuple("Rematch", "seq pool object_id officer role r salt raw")


def _need(ok, message):
    if not ok:
        raise ValueError(message)


def _name(kind, text):
    _need(names.is_name(kind, text), "不合格式(%s): %s" % (kind, text))
    return text


def _list(kind, text):
    members = tables.split_list(text)
    for m in members:
        _name(kind, m)
    return members


def _one(options, text):
    _need(text in options, "应为%s之一: %s" % ("/".join(options), text))
    return text


def _read(data, columns, keys, make):
    out = []
    for number, row in enumerate(tables.parse(data, columns, keys), 1):
        try:
            out.append(make(row, tables.row_bytes(row)))
        except (ValueError, records.RecordError) as error:
            raise TableError(number, str(error)) from None
    return out


def _frame(row, raw):
    object_id, status, units, weight, attrs, salt = row
    _name("object", object_id)
    _need(status == "E" or status[:2] == "X:" and status[2:] in EXCLUSIONS, "状态: " + status)
    codes = _list("code", units)
    eligible = status == "E"
    _need(bool(codes) == eligible, "单元与状态不符: " + units)
    number = names.natural(weight, 1, 64 if eligible else 1)
    _name("hex32", attrs), _name("hex16", salt)
    return Frame(object_id, status, codes, number, attrs, salt, raw)


def frame(data):
    """frame.tsv"""
    return _read(data, 6, 1, _frame)


def _officer(row, raw):
    code, dept, regions, tags, cert, cap, prior, salt = row
    _name("officer", code), _name("dept", dept), _name("hex16", salt)
    _need(names.is_day(cert), "日期: " + cert)
    return Officer(code, dept, ["*"] if regions == "*" else _list("region", regions),
                   _list("code", tags), cert, names.natural(cap, 0, MAX_LOAD),
                   names.natural(prior, 0, MAX_LOAD), salt, raw)


def officers(data):
    """officers.tsv"""
    return _read(data, 8, 1, _officer)


def _conflict(row, raw):
    officer, object_id, code, salt = row
    _name("officer", officer), _one(("C", "R1", "R2", "L"), code), _name("hex16", salt)
    if object_id != "*":
        _name("object", object_id)
    _need(object_id != "*" or code == "L", "`*`只能用于L")
    return Conflict(officer, object_id, code, salt, raw)


def conflicts(data):
    """conflicts.tsv"""
    return _read(data, 4, 3, _conflict)


def _result(row, raw):
    object_id, unit, rank, key, kind, salt = row
    _name("object", object_id), _name("code", unit), _name("hex32", key), _name("hex16", salt)
    return Result(object_id, unit, names.natural(rank, 1, 10 ** 9), key, _one(("S", "W"), kind),
                  salt, raw)


def result(data):
    """result.tsv"""
    return _read(data, 6, 2, _result)


def snapshot_of(text):
    """The attribute snapshot of ssj-1 §7 from its canonical text."""
    value = records.decode(text.encode())
    _need(type(value) is dict and sorted(value) == ["grid", "private", "region", "salt"],
          "快照的键不对")
    _name("region", value["region"]), _name("hex32", value["private"])
    _name("hex16", value["salt"])
    _need(value["grid"] == "-" or names.is_name("region", value["grid"]), "网格不合格式")
    return value


def _visit(row, raw):
    object_id, units, batches, snapshot = row
    _name("object", object_id)
    codes = _list("code", units)
    numbers = [names.natural(b, 1, 366) for b in batches.split(",")] if batches != "-" else []
    _need(len(codes) == len(numbers), "批次数与单元数不同")
    return Visit(object_id, codes, numbers, snapshot_of(snapshot), raw)


def visits(data):
    """visits.tsv"""
    return _read(data, 4, 1, _visit)


def _pair_number(text):
    _need(text == "0" or text.isascii() and text.isdigit() and text[0] != "0"
          and int(text) < 1 << 56, "r不是56位整数: " + text)
    return int(text)


def _match(row, raw):
    pool, step, object_id, officer, role, r, salt = row
    _name("pool", pool), _name("object", object_id), _name("officer", officer)
    _name("hex16", salt)
    return Match(pool, names.natural(step, 0, 1000), object_id, officer,
                 _one(("L", "M"), role), _pair_number(r), salt, raw)


def matching(data):
    """matching.tsv"""
    return _read(data, 7, 4, _match)


def _potential(row, raw):
    pool, step, kind, node, value = row
    _name("pool", pool), _one(("F", "O", "T", "X"), kind)
    if kind == "T":
        _need(node == "-", "汇点的编号应为-")
    else:
        _name("officer" if kind == "F" else "object", node)
    _need(len(value) <= 60 and names.is_name("decimal", value) and value != "-0", "势: " + value)
    return Potential(pool, names.natural(step, 0, 1000), kind, node, int(value), raw)


def potentials(data):
    """potentials.tsv"""
    return _read(data, 5, 4, _potential)


def _rematch(row, raw):
    seq, pool, object_id, officer, role, r, salt = row
    _need(len(seq) == 6 and seq.isascii() and seq.isdigit() and int(seq) >= 1, "seq: " + seq)
    _name("pool", pool), _name("object", object_id), _name("officer", officer)
    _name("hex16", salt)
    return Rematch(int(seq), pool, object_id, officer, _one(("L", "M"), role), _pair_number(r),
                   salt, raw)


def rematches(data):
    """rematches.tsv"""
    return _read(data, 7, 1, _rematch)
