"""Records: restricted RFC 8785 JSON (ssj-1 §3.2)."""

import json

MAX_DEPTH = 32
MAX_INT = 2 ** 53
_SHORT = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}


class RecordError(ValueError):
    """The bytes are not a record."""


def _string(text):
    out = []
    for ch in text:
        code = ord(ch)
        out.append(_SHORT.get(code) or ("\\u%04x" % code if code < 32 else ch))
    return '"' + "".join(out) + '"'


def _text(value, depth):
    """Canonical text of one value; `depth` brackets are already open."""
    if value is True or value is False:
        return "true" if value else "false"
    if type(value) is int:
        if abs(value) >= MAX_INT:
            raise RecordError("integer out of range: %d" % value)
        return str(value)
    if type(value) is str:
        return _string(value)
    if depth >= MAX_DEPTH:
        raise RecordError("nested deeper than %d" % MAX_DEPTH)
    if type(value) in (list, tuple):
        return "[" + ",".join(_text(v, depth + 1) for v in value) + "]"
    if type(value) is dict:
        for key in value:
            if type(key) is not str or not all(32 <= ord(c) <= 126 for c in key):
                raise RecordError("key not printable ASCII: %r" % (key,))
        return "{" + ",".join(
            _string(k) + ":" + _text(value[k], depth + 1) for k in sorted(value)) + "}"
    raise RecordError("value of a forbidden type: %r" % (value,))


def encode(value):
    """The canonical bytes of a value."""
    try:
        return _text(value, 0).encode("utf-8")
    except UnicodeEncodeError:
        raise RecordError("lone surrogate") from None


def _pairs(pairs):
    out = dict(pairs)
    if len(out) != len(pairs):
        raise RecordError("duplicate key")
    return out


def _refuse(text):
    raise RecordError("forbidden number: %s" % text)


def _integer(text):
    if len(text) > 17:
        raise RecordError("integer out of range: %s" % text[:20])
    return int(text)


def decode(data):
    """The value of a record; raises RecordError for anything but the canonical bytes."""
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_pairs, parse_float=_refuse,
                           parse_constant=_refuse, parse_int=_integer)
    except RecordError:
        raise
    except UnicodeDecodeError:
        raise RecordError("not UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise RecordError("not JSON: %s" % error) from None
    canonical = encode(value)
    if canonical != data:
        at = next((i for i, (a, b) in enumerate(zip(canonical, data)) if a != b),
                  min(len(canonical), len(data)))
        raise RecordError("not canonical at byte %d: %r" % (at, data[at:at + 20]))
    return value
