"""Public randomness sources: forms of their values and the drand signature (ssj-1 §4.5)."""

import re

from .bls12381 import verify as bls_verify
from .hashes import sha256

TYPES = ("drand-quicknet", "ssq", "dlt", "ceremony", "none")
QUICKNET_KEY = bytes.fromhex(
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c"
    "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
    "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a")
GENESIS, PERIOD = 1692803367, 3
DST = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"


def round_time(number):
    """Unix seconds of a quicknet round."""
    return GENESIS + PERIOD * (number - 1)


def _balls(text, count, top):
    """True for `count` two-digit numbers 01…top, strictly ascending."""
    parts = text.split(",")
    return len(parts) == count and all(re.fullmatch("[0-9]{2}", p) for p in parts) \
        and all(1 <= int(p) <= top for p in parts) and all(a < b for a, b in zip(parts, parts[1:]))


def value_ok(kind, text):
    """True when the text has the form of a value of this beacon type."""
    if kind == "drand-quicknet":
        return re.fullmatch("[0-9a-f]{96}", text) is not None
    if kind == "ceremony":
        return re.fullmatch("[0-9]{20}", text) is not None
    if kind in ("ssq", "dlt"):
        front, plus, back = text.partition("+")
        sizes = ((6, 33), (1, 16)) if kind == "ssq" else ((5, 35), (2, 12))
        return bool(plus) and _balls(front, *sizes[0]) and _balls(back, *sizes[1])
    return text == ""


def value_bytes(kind, text):
    """The bytes of a value in the seed."""
    return bytes.fromhex(text) if kind == "drand-quicknet" else text.encode()


def round_ok(kind, number):
    """True when the round number suits the type."""
    return number == 0 if kind == "none" else 1 <= number <= 10 ** 9


def drand_ok(number, value_hex, key=QUICKNET_KEY):
    """True when the value is the network's signature of the round."""
    return bls_verify(key, sha256(number.to_bytes(8, "big")), bytes.fromhex(value_hex), DST)
