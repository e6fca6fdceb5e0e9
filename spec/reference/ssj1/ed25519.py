"""Ed25519 (RFC 8032 §5.1): verification as the RFC says, and signing for tests."""

import functools
import hashlib

P = 2 ** 255 - 19
L = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
_I = pow(2, (P - 1) // 4, P)
IDENTITY = (0, 1, 1, 0)


def _add(a, b):
    """Extended coordinates, RFC 8032 §5.1.4."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, d - c, d + c, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def _recover_x(y, sign):
    if y >= P:
        return None
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * _I % P
    if (x * x - xx) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def decompress(data):
    """The point of 32 bytes or None."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2 ** 255 - 1)
    x = _recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def compress(q):
    """32 bytes of a point."""
    i = pow(q[2], -1, P)
    x, y = q[0] * i % P, q[1] * i % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


G = decompress((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


@functools.lru_cache(64)
def _windows(point):
    rows, base = [], point
    for _ in range(64):
        row = [IDENTITY]
        for _ in range(15):
            row.append(_add(row[-1], base))
        rows.append(row)
        base = _add(row[-1], base)
    return rows


def _mul(k, point):
    out = IDENTITY
    for row in _windows(point):
        if k & 15:
            out = _add(out, row[k & 15])
        k >>= 4
    return out


def _h(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


@functools.lru_cache(1024)
def _secret(seed):
    digest = hashlib.sha512(seed).digest()
    a = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | 1 << 254
    return a, digest[32:], compress(_mul(a, G))


def public_key(seed):
    """32 bytes of the key of a 32-byte seed."""
    return _secret(seed)[2]


@functools.lru_cache(None)
def sign(seed, message):
    """The RFC 8032 signature."""
    a, prefix, key = _secret(seed)
    r = _h(prefix, message) % L
    big_r = compress(_mul(r, G))
    s = (r + _h(big_r, key, message) * a) % L
    return big_r + s.to_bytes(32, "little")


@functools.lru_cache(None)
def verify(key, message, signature):
    """True when the signature is valid: s < L and S·G = R + k·A without the cofactor."""
    if len(key) != 32 or len(signature) != 64:
        return False
    point, s = decompress(key), int.from_bytes(signature[32:], "little")
    if point is None or s >= L or decompress(signature[:32]) is None:
        return False
    k = _h(signature[:32], key, message) % L
    x, y, z, t = _mul(k, point)
    return compress(_add(_mul(s, G), (-x % P, y, z, -t % P))) == signature[:32]
