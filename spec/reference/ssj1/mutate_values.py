"""Small changes of one value, one row or one text; where a change can be made in a file."""

import copy
import re

from . import names, records

HEX = re.compile("[0-9a-f]{16,}")
#: Edges of the ranges and lengths that the specification names.
EDGES = (1, 2, 6, 7, 8, 9, 10, 63, 64, 65, 366, 367, 999, 1000, 1001, 1002, 2047, 2048, 4096, 65_536,
         65_537, 999_999, 1_000_000, 2 ** 31, 2 ** 31 + 1, 2 ** 53 - 1)
LENGTHS = (16, 17, 24, 25, 32, 33, 48, 49, 55, 56, 64, 65)
NUMBER = re.compile("-?[0-9]{1,40}")


def text(rg, value):
    """Another string in place of this one."""
    if HEX.fullmatch(value):
        at = rg.randrange(len(value))
        flipped = "%x" % ((int(value[at], 16) + rg.randint(1, 15)) % 16)
        return rg.choice([value[:at] + flipped + value[at + 1:]] * 6 + [
            value[:-1], value.upper(), "0" * len(value), "-"])
    if names.is_time(value):
        shift = rg.choice([1, -1, 60, -60, 599, -601, 86_400, -86_400, 10 ** 6])
        return rg.choice([names.time_text(names.seconds(value) + shift)] * 5 + [
            value.replace("Z", "+00:00"), value[:11] + "23:59:60Z", value[:11] + "24:00:00Z",
            "1999-12-31T23:59:59Z", "2200-01-01T00:00:00Z", value.lower(), value[:5] + "02-30" + value[10:], value[:-1] + ".0Z"])
    if names.is_day(value):
        return rg.choice(["2023-02-29", "2024-02-29", value[:-1] + "0", "2199-12-31", "-", "1999-12-31", "2200-01-01",
                          "2100-02-29", "2000-02-29", value + "Z", value.replace("-", "/")])
    if NUMBER.fullmatch(value) and value != "-0":
        return rg.choice([str(int(value) + 1), str(int(value) - 1), "0" + value, "-" + value, "0",
                          str(int(value) + rg.randint(2, 10 ** 6)), str(rg.choice(EDGES)),
                          "+" + value, value + ".0", "٣", "-0"])
    if rg.random() < 0.25:
        return (value + rg.choice("Aa0_") * 65)[:rg.choice(LENGTHS)]
    return rg.choice([value + "X", value[:-1] or "Y", value.lower(), value.upper(), "-", "",
                      value + " ", "签" + value, value.swapcase(), value + ",ZZZ", "*",
                      value + "\x7f", value + "é", value + ".", value + ":", value + "/"])


def value(rg, old):
    """Another JSON value in place of this one; may be one that no record holds."""
    if isinstance(old, bool):
        return rg.choice([not old, not old, not old, int(old), "true"])
    if isinstance(old, int):
        return rg.choice([old + 1, old - 1, 0, -1, old * 2 + 1, 10 ** 9, 10 ** 9 + 1, str(old),
                          old + rg.randint(2, 1000), rg.choice(EDGES), rg.choice(EDGES)])
    if isinstance(old, str):
        return text(rg, old) if rg.random() < 0.93 else rg.choice([0, [], {}, True])
    if isinstance(old, list):
        return _array(rg, old)
    out = dict(old)
    if out and rg.random() < 0.5:
        del out[rg.choice(sorted(out))]
    elif rg.random() < 0.6:
        out["extra"] = 1
    else:
        out = {}
    return out


def _array(rg, old):
    out = list(old)
    kind = rg.choice(["drop", "copy", "turn", "empty", "swap"])
    if not out:
        return [rg.choice(["X", 1, {}])]
    at = rg.randrange(len(out))
    if kind == "drop":
        del out[at]
    elif kind == "copy":
        out.insert(at, copy.deepcopy(out[at]))
    elif kind == "turn":
        out.reverse()
    elif kind == "empty":
        out = []
    else:
        other = rg.randrange(len(out))
        out[at], out[other] = out[other], out[at]
    return out


def paths(tree, prefix=()):
    """Every path to a value inside a JSON value, containers too."""
    yield prefix
    if isinstance(tree, dict):
        for key in sorted(tree):
            yield from paths(tree[key], prefix + (key,))
    elif isinstance(tree, list):
        for i, item in enumerate(tree):
            yield from paths(item, prefix + (i,))


def general(path):
    """A path with array positions left out: one name for all rows of an array."""
    return tuple("[]" if isinstance(p, int) else p for p in path)


def get(tree, path):
    """The value at a path."""
    for key in path:
        tree = tree[key]
    return tree


def put(tree, path, new):
    """A copy of the tree with another value at a path."""
    if not path:
        return new
    out = copy.deepcopy(tree)
    get(out, path[:-1])[path[-1]] = new
    return out


def spoil(rg, data):
    """Bytes of a record or of text, no longer canonical though often still readable."""
    kind = rg.randrange(8)
    body = data.decode("utf-8")
    if kind == 0:
        return (body + "\n").encode()
    if kind == 1:
        return (" " + body).encode()
    if kind == 2:
        return body.replace(":", ": ", 1).encode()
    if kind == 3:
        return body.replace(":1", ":1.0", 1).encode()
    if kind == 4:
        return body.replace("true", "null", 1).replace("false", "null", 1).encode()
    if kind == 5:
        return ("\ufeff" + body).encode()
    if kind == 6:
        return body.replace("e", "\\u0065", 1).encode()
    return body.replace("\n", "\r\n").encode() if "\n" in body else (body + body).encode()


def row_change(rg, rows, row, column):
    """A table (list of lists) with one cell changed, or one row gone, doubled or moved."""
    out = [list(r) for r in rows]
    kind = rg.choice(["cell"] * 8 + ["drop", "double", "swap", "other", "field"])
    if kind == "cell":
        out[row][column] = text(rg, out[row][column])
    elif kind == "drop":
        del out[row]
    elif kind == "double":
        out.insert(row, list(out[row]))
    elif kind == "field":
        out[row].append("x")
    else:
        other = rg.randrange(len(out))
        if kind == "swap":
            out[row], out[other] = out[other], out[row]
        else:
            out[row][column], out[other][column] = out[other][column], out[row][column]
    return out


def encode(tree):
    """Canonical bytes, or plain JSON for what no record may hold; None when nothing changed."""
    try:
        return records.encode(tree)
    except records.RecordError:
        return None
