"""Small checkers for the form of record values; each raises FormError naming the key."""

from . import names

MAX_COUNT = 10 ** 9
SUITES = ("SM3", "SHA256")


class FormError(ValueError):
    """A value is not of its form; `path` names it."""

    def __init__(self, path, message):
        super().__init__("%s: %s" % (path or "(整个记录)", message))
        self.path = path


def need(ok, path, message):
    """Raises unless ok."""
    if not ok:
        raise FormError(path, message)


def keys(value, path, wanted):
    """An object with exactly these keys."""
    need(type(value) is dict, path, "应为对象")
    wanted = set(wanted.split()) if isinstance(wanted, str) else set(wanted)
    odd = sorted(set(value) ^ wanted)
    need(not odd, path, "键%s%s" % (odd[0] if odd else "", "缺失" if odd and odd[0] in wanted
                                    else "不应出现"))
    return value


def array(value, path):
    """An array."""
    need(type(value) is list, path, "应为数组")
    return value


def text(value, path):
    """Any string."""
    need(type(value) is str, path, "应为字符串")
    return value


def boolean(value, path):
    """A boolean."""
    need(type(value) is bool, path, "应为true或false")
    return value


def integer(value, path, low=0, high=MAX_COUNT):
    """An integer in the range."""
    need(type(value) is int and low <= value <= high, path, "应为%d至%d的整数" % (low, high))
    return value


def name(kind, value, path):
    """A name of ssj-1 §3.5 or a digest."""
    need(names.is_name(kind, value), path, "不合格式(%s)" % kind)
    return value


def name_or_dash(kind, value, path):
    """A name, or `-` for nothing."""
    need(value == "-" or names.is_name(kind, value), path, "不合格式(%s或-)" % kind)
    return value


def option(value, path, options):
    """One of a few strings."""
    need(type(value) is str and value in options, path, "应为%s之一" % "/".join(options))
    return value


def time(value, path):
    """A time."""
    need(names.is_time(value), path, "不是有效时间")
    return value


def day(value, path):
    """A day."""
    need(names.is_day(value), path, "不是有效日期")
    return value


def ascending(values, path):
    """Strictly ascending strings."""
    for a, b in zip(values, values[1:]):
        need(a < b, path, "未严格升序: %s, %s" % (a, b))
    return values


def name_list(kind, value, path):
    """An array of names, strictly ascending."""
    for i, v in enumerate(array(value, path)):
        name(kind, v, "%s[%d]" % (path, i))
    return ascending(value, path)


def rows_by(value, path, key, check):
    """An array of objects strictly ascending by a key; `check(row, path)` is called first."""
    for i, row in enumerate(array(value, path)):
        check(row, "%s[%d]" % (path, i))
    ascending([row[key] for row in value], path)
    return value
