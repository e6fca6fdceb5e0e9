"""BLS12-381, as far as a drand quicknet signature needs it.

Signatures lie in G1, the key in G2; the message is hashed to G1 with RFC 9380
(BLS12381G1_XMD:SHA-256_SSWU_RO). Tower: Fp2 = Fp[u]/(u²+1), Fp6 = Fp2[v]/(v³−1−u),
Fp12 = Fp6[w]/(w²−v). One verification takes about a second; results are remembered.
"""

import functools
import hashlib

from . import bls12381_iso as iso
from .weierstrass import INFINITY, Curve

P = int("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f624"
        "1eabfffeb153ffffb9feffffffffaaab", 16)
R = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
X = 0xD201000000010000
G2 = ((int("024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d177"
           "0bac0326a805bbefd48056c8c121bdb8", 16),
       int("13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049"
           "334cf11213945d57e5ac7d055d042b7e", 16)),
      (int("0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c"
           "923ac9cc3baca289e193548608b82801", 16),
       int("0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab"
           "3f370d275cec1da1aaa9075ff05f79be", 16)))
G1 = Curve(P, 0, 4, R, None)
_ISO_CURVE = Curve(P, iso.A, iso.B, R, None)

# --- Fp2, Fp6, Fp12 as nested pairs and triples -------------------------------------------------


def f2_add(a, b):
    return (a[0] + b[0]) % P, (a[1] + b[1]) % P


def f2_sub(a, b):
    return (a[0] - b[0]) % P, (a[1] - b[1]) % P


def f2_mul(a, b):
    return (a[0] * b[0] - a[1] * b[1]) % P, (a[0] * b[1] + a[1] * b[0]) % P


def f2_scale(a, k):
    return a[0] * k % P, a[1] * k % P


def f2_inv(a):
    i = pow(a[0] * a[0] + a[1] * a[1], -1, P)
    return a[0] * i % P, -a[1] * i % P


def f2_xi(a):
    """a·(1+u)."""
    return (a[0] - a[1]) % P, (a[0] + a[1]) % P


def f2_pow(a, k):
    out = (1, 0)
    for bit in bin(k)[2:]:
        out = f2_mul(out, out)
        if bit == "1":
            out = f2_mul(out, a)
    return out


def f6_add(a, b):
    return tuple(f2_add(x, y) for x, y in zip(a, b))


def f6_sub(a, b):
    return tuple(f2_sub(x, y) for x, y in zip(a, b))


def f6_mul(a, b):
    c0 = f2_add(f2_mul(a[0], b[0]), f2_xi(f2_add(f2_mul(a[1], b[2]), f2_mul(a[2], b[1]))))
    c1 = f2_add(f2_add(f2_mul(a[0], b[1]), f2_mul(a[1], b[0])), f2_xi(f2_mul(a[2], b[2])))
    c2 = f2_add(f2_add(f2_mul(a[0], b[2]), f2_mul(a[1], b[1])), f2_mul(a[2], b[0]))
    return c0, c1, c2


def f6_v(a):
    """a·v."""
    return f2_xi(a[2]), a[0], a[1]


ONE = (((1, 0), (0, 0), (0, 0)), ((0, 0), (0, 0), (0, 0)))


def f12_mul(a, b):
    t0, t1 = f6_mul(a[0], b[0]), f6_mul(a[1], b[1])
    mid = f6_sub(f6_mul(f6_add(a[0], a[1]), f6_add(b[0], b[1])), f6_add(t0, t1))
    return f6_add(t0, f6_v(t1)), mid


def f12_pow(a, k):
    out = ONE
    for bit in bin(k)[2:]:
        out = f12_mul(out, out)
        if bit == "1":
            out = f12_mul(out, a)
    return out


# --- pairing ------------------------------------------------------------------------------------


def _line(t, slope, p):
    """The line through T with the slope, at P in G1, times w³ (which the last power removes)."""
    const = f2_sub(f2_mul(slope, t[0]), t[1])
    zero = (0, 0)
    return (const, f2_scale(slope, -p[0]), zero), (zero, (p[1], 0), zero)


def _miller(q, p):
    """Miller loop over the bits of |x| for affine Q on the twist and P in G1."""
    f, t = ONE, q
    for bit in bin(X)[3:]:
        slope = f2_mul(f2_scale(f2_mul(t[0], t[0]), 3), f2_inv(f2_scale(t[1], 2)))
        f = f12_mul(f12_mul(f, f), _line(t, slope, p))
        t = _chord(t, t, slope)
        if bit == "1":
            slope = f2_mul(f2_sub(q[1], t[1]), f2_inv(f2_sub(q[0], t[0])))
            f = f12_mul(f, _line(t, slope, p))
            t = _chord(t, q, slope)
    return f


def _chord(t, q, slope):
    x = f2_sub(f2_sub(f2_mul(slope, slope), t[0]), q[0])
    return x, f2_sub(f2_mul(slope, f2_sub(t[0], x)), t[1])


def pairing_product_is_one(pairs):
    """True when the product of e(P, Q) over [(P, Q)] is 1. The common power is taken whole."""
    f = ONE
    for p, q in pairs:
        f = f12_mul(f, _miller(q, p))
    return f12_pow(f, (P ** 12 - 1) // R) == ONE


# --- points from bytes --------------------------------------------------------------------------


def g1_from_bytes(data):
    """The affine point of 48 compressed bytes in the subgroup, else None."""
    if len(data) != 48 or data[0] & 0xE0 not in (0x80, 0xA0):
        return None
    x = int.from_bytes(data, "big") & ((1 << 381) - 1)
    yy = (pow(x, 3, P) + 4) % P
    y = pow(yy, (P + 1) // 4, P)
    if x >= P or y * y % P != yy:
        return None
    if (y > (P - 1) // 2) != bool(data[0] & 0x20):
        y = P - y
    return (x, y) if not G1.mul(R, (x, y))[2] else None


def _f2_sqrt(a):
    """A square root in Fp2 (RFC 9380 §I.3 style, p ≡ 3 mod 4) or None."""
    c = f2_pow(a, (P - 3) // 4)
    x = f2_mul(c, a)
    alpha = f2_mul(c, x)
    if alpha == (P - 1, 0):
        root = (-x[1] % P, x[0])
    else:
        root = f2_mul(f2_pow(f2_add((1, 0), alpha), (P - 1) // 2), x)
    return root if f2_mul(root, root) == a else None


@functools.lru_cache(8)
def g2_from_bytes(data):
    """The affine point of 96 compressed bytes. For pinned keys: the subgroup is not checked."""
    x = int.from_bytes(data[48:], "big"), int.from_bytes(data[:48], "big") & ((1 << 381) - 1)
    y = _f2_sqrt(f2_add(f2_mul(f2_mul(x, x), x), (4, 4)))
    if y is None:
        return None
    larger = y[1] > (P - 1) // 2 if y[1] else y[0] > (P - 1) // 2
    if larger != bool(data[0] & 0x20):
        y = -y[0] % P, -y[1] % P
    return x, y


# --- RFC 9380 -----------------------------------------------------------------------------------


def _expand(message, dst, length):
    """expand_message_xmd with SHA-256 (§5.3.1)."""
    tail = dst + bytes([len(dst)])
    b0 = hashlib.sha256(b"\0" * 64 + message + length.to_bytes(2, "big") + b"\0" + tail).digest()
    block = hashlib.sha256(b0 + b"\1" + tail).digest()
    out = block
    for i in range(2, (length + 31) // 32 + 1):
        mixed = bytes(a ^ b for a, b in zip(b0, block))
        block = hashlib.sha256(mixed + bytes([i]) + tail).digest()
        out += block
    return out[:length]


def _sswu(u):
    """Simplified SWU for AB ≠ 0 (§6.6.2) onto the isogenous curve."""
    zu = iso.Z * u * u % P
    t = (zu * zu + zu) % P
    if t:
        x = -iso.B * pow(iso.A, -1, P) * (1 + pow(t, -1, P)) % P
    else:
        x = iso.B * pow(iso.Z * iso.A, -1, P) % P
    gx = (pow(x, 3, P) + iso.A * x + iso.B) % P
    y = pow(gx, (P + 1) // 4, P)
    if y * y % P != gx:
        x = zu * x % P
        gx = (pow(x, 3, P) + iso.A * x + iso.B) % P
        y = pow(gx, (P + 1) // 4, P)
    return x, y if y & 1 == u & 1 else P - y


def _poly(coefficients, x):
    out = 0
    for c in reversed(coefficients):
        out = (out * x + c) % P
    return out


def hash_to_g1(message, dst):
    """The affine point of hash_to_curve (§3)."""
    data = _expand(message, dst, 128)
    total = INFINITY
    for i in (0, 64):
        x, y = _sswu(int.from_bytes(data[i:i + 64], "big") % P)
        total = _ISO_CURVE.add(total, (x, y, 1))
    x, y = _ISO_CURVE.affine(total)
    mapped = (_poly(iso.X_NUMERATOR, x) * pow(_poly(iso.X_DENOMINATOR, x), -1, P) % P,
              y * _poly(iso.Y_NUMERATOR, x) * pow(_poly(iso.Y_DENOMINATOR, x), -1, P) % P)
    return G1.affine(G1.mul(X + 1, mapped))


@functools.lru_cache(None)
def verify(key, message, signature, dst):
    """True when e(signature, G2) = e(H(message), key)."""
    s, q = g1_from_bytes(signature), g2_from_bytes(key)
    if s is None or q is None:
        return False
    h = hash_to_g1(message, dst)
    return pairing_product_is_one([((s[0], P - s[1]), G2), (h, q)])
