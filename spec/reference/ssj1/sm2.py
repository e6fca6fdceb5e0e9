"""SM2 signatures with SM3 (GB/T 32918.2-2016) on the recommended curve (GB/T 32918.5).

Signing is for tests: its k is derived from the key and the message, so results repeat.
"""

import functools

from .hashes import sm3
from .weierstrass import Curve

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
GX = 0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7
GY = 0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0
CURVE = Curve(P, A, B, N, (GX, GY))


def _b(x):
    return x.to_bytes(32, "big")


def public_key(d):
    """The 65 bytes 04‖x‖y of d·G."""
    x, y = CURVE.affine(CURVE.mul_often(d, CURVE.g))
    return b"\x04" + _b(x) + _b(y)


def point_of(key):
    """The affine point of 65 bytes, or None when it is not on the curve."""
    if len(key) != 65 or key[0] != 4:
        return None
    point = int.from_bytes(key[1:33], "big"), int.from_bytes(key[33:], "big")
    return point if CURVE.on_curve(point) else None


def digest(key, message, user_id):
    """e = SM3(Z_A ‖ M) as an integer."""
    uid = user_id.encode()
    z = sm3((8 * len(uid)).to_bytes(2, "big") + uid + _b(A) + _b(B) + _b(GX) + _b(GY) + key[1:])
    return int.from_bytes(sm3(z + message), "big")


@functools.lru_cache(None)
def verify(key, message, signature, user_id):
    """True when r‖s (64 bytes) is a signature of the message under the 65-byte key."""
    point = point_of(key)
    if point is None or len(signature) != 64:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (1 <= r < N and 1 <= s < N) or (r + s) % N == 0:
        return False
    q = CURVE.affine(CURVE.add(CURVE.mul_often(s, CURVE.g),
                               CURVE.mul_often((r + s) % N, point)))
    return q is not None and (digest(key, message, user_id) + q[0]) % N == r


@functools.lru_cache(None)
def sign(d, message, user_id):
    """A repeatable test signature r‖s."""
    e = digest(public_key(d), message, user_id)
    counter = 0
    while True:
        k = int.from_bytes(sm3(b"SSJ-1 test k" + _b(d) + _b(e) + bytes([counter])), "big") % N
        counter += 1
        if k == 0:
            continue
        r = (e + CURVE.affine(CURVE.mul_often(k, CURVE.g))[0]) % N
        s = pow(1 + d, -1, N) * (k - r * d) % N
        if r and s and r + k != N:
            return _b(r) + _b(s)
