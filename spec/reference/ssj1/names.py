"""Forms of names, digests and times (ssj-1 §3.5)."""

import calendar
import re
from datetime import date, datetime, timezone

_FORMS = {
    "object": r"[0-9A-Z_.:-]{1,55}",
    "plan": r"[0-9A-Za-z_.-]{1,48}",
    "draw": r"[0-9A-Za-z_.-]{1,48}/[1-9][0-9]{0,2}",
    "code": r"[0-9A-Z_.-]{1,32}",
    "pool": r"[0-9A-Za-z_.:-]{1,64}",
    "person": r"[0-9A-Za-z_.:-]{1,64}",
    "dept": r"[0-9a-z_.]{1,24}",
    "officer": r"[0-9A-Za-z_.-]{1,32}",
    "region": r"[0-9A-Z_.]{1,16}",
    "origin": r"[0-9A-Za-z_./:-]{1,64}",
    "hex16": r"[0-9a-f]{32}",
    "hex32": r"[0-9a-f]{64}",
    "hex48": r"[0-9a-f]{96}",
    "hex64": r"[0-9a-f]{128}",
    "point": r"04[0-9a-f]{128}",
    "box": r"04[0-9a-f]{256}",
    "decimal": r"-?(?:0|[1-9][0-9]*)",
    "natural": r"0|[1-9][0-9]*",
}
_COMPILED = {name: re.compile(text) for name, text in _FORMS.items()}
_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_name(kind, text):
    """True when the text has the form; a lone `-` means nothing and is never a name."""
    return type(text) is str and text != "-" and _COMPILED[kind].fullmatch(text) is not None


def plan_of(draw_id):
    """The plan number of a draw id."""
    return draw_id.rsplit("/", 1)[0]


def attempt_of(draw_id):
    """The attempt number of a draw id."""
    return int(draw_id.rsplit("/", 1)[1])


def is_day(text):
    """True for a real Gregorian date between 2000 and 2199."""
    if type(text) is not str or not _DAY.fullmatch(text):
        return False
    try:
        return 2000 <= date.fromisoformat(text).year <= 2199
    except ValueError:
        return False


def is_time(text):
    """True for `YYYY-MM-DDTHH:MM:SSZ` that exists."""
    match = _TIME.fullmatch(text) if type(text) is str else None
    return bool(match) and is_day(match.group(1)) and int(match.group(2)) < 24 \
        and int(match.group(3)) < 60 and int(match.group(4)) < 60


def seconds(text):
    """Unix seconds of a time."""
    return calendar.timegm(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").timetuple())


def time_text(unix):
    """The time of Unix seconds."""
    return datetime.fromtimestamp(unix, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def natural(text, low, high):
    """An integer written without leading zeros within the range, else ValueError."""
    if not _COMPILED["natural"].fullmatch(text) or len(text) > 12 or not low <= int(text) <= high:
        raise ValueError("not an integer %d…%d: %s" % (low, high, text))
    return int(text)
