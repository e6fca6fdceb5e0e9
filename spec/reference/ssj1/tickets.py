"""Tickets, keys and pair numbers (ssj-1 §8.2, §9.2)."""

RING = 1 << 256


def ticket(h, key, object_id, j=1):
    """T(o, j), 32 bytes."""
    suffix = "" if j == 1 else "#%d" % j
    return h((key + object_id + suffix).encode())


def turn(value, start, direction):
    """A ticket (integer) seen from a unit's start in its direction."""
    return (value - start) % RING if direction == "+" else (start - value) % RING


def object_key(h, key, object_id, weight, start=0, direction="+"):
    """key(o): the smallest turned ticket, as an integer."""
    return min(turn(int.from_bytes(ticket(h, key, object_id, j), "big"), start, direction)
               for j in range(1, weight + 1))


def hex_key(value):
    """64 hex digits of a key."""
    return "%064x" % value


def pair_number(h, match_key, officer, object_id):
    """r(f, o): the first 7 bytes, big-endian."""
    return int.from_bytes(h((match_key + officer + "@" + object_id).encode())[:7], "big")
