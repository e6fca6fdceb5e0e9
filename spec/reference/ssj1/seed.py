"""Seed and keys (ssj-1 §8.1), and the keys of rematches (§9.7)."""

from .hashes import tagged


def seed(suite, intent, beacon_type, beacon_round, beacon_value, nonces):
    """S; `intent` and nonces are bytes, `nonces` maps contributor to nonce, absent = b""."""
    fields = [intent, beacon_type, beacon_round, beacon_value]
    for contributor in sorted(nonces):
        fields += [contributor, nonces[contributor]]
    return tagged(suite, "seed", *fields)


def ticket_key(suite, s, group):
    """K_g as 64 hex digits."""
    return tagged(suite, "ticket-key", s, group).hex()


def match_key(suite, s, pool, tiebreak="0"):
    """M_p as 64 hex digits."""
    return tagged(suite, "match-key", s, pool, tiebreak).hex()


def rematch_key(suite, s, seq, beacon_value):
    """M' as 64 hex digits."""
    return tagged(suite, "rematch-key", s, seq, beacon_value).hex()
