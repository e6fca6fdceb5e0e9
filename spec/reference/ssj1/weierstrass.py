"""Points of a short Weierstrass curve over a prime field, in Jacobian coordinates.

Slow textbook formulas with one help: multiples of a point that is used often (a generator, a
public key) come from a table of its 4-bit windows.
"""

INFINITY = (1, 1, 0)


class Curve:
    """y² = x³ + a·x + b over GF(p) with a subgroup of prime order n."""

    def __init__(self, p, a, b, n, g):
        self.p, self.a, self.b, self.n, self.g = p, a % p, b % p, n, g
        self._tables = {}

    def on_curve(self, point):
        """True for an affine point (x, y) of the curve."""
        x, y = point
        return 0 <= x < self.p and 0 <= y < self.p and \
            (y * y - (x * x + self.a) * x - self.b) % self.p == 0

    def double(self, q):
        """2·Q."""
        x, y, z = q
        p = self.p
        if not z or not y:
            return INFINITY
        yy = y * y % p
        s = 4 * x * yy % p
        m = (3 * x * x + self.a * pow(z, 4, p)) % p
        x3 = (m * m - 2 * s) % p
        return x3, (m * (s - x3) - 8 * yy * yy) % p, 2 * y * z % p

    def add(self, q, r):
        """Q + R."""
        if not q[2]:
            return r
        if not r[2]:
            return q
        p = self.p
        x1, y1, z1 = q
        x2, y2, z2 = r
        z1s, z2s = z1 * z1 % p, z2 * z2 % p
        u1, u2 = x1 * z2s % p, x2 * z1s % p
        s1, s2 = y1 * z2s * z2 % p, y2 * z1s * z1 % p
        if u1 == u2:
            return self.double(q) if s1 == s2 else INFINITY
        h, t = u2 - u1, s2 - s1
        hh = h * h % p
        hhh, v = h * hh % p, u1 * hh % p
        x3 = (t * t - hhh - 2 * v) % p
        return x3, (t * (v - x3) - s1 * hhh) % p, z1 * z2 * h % p

    def mul(self, k, point):
        """k·P for an affine point, by double and add."""
        out, q = INFINITY, (point[0], point[1], 1)
        for bit in bin(k)[2:] if k else "":
            out = self.double(out)
            if bit == "1":
                out = self.add(out, q)
        return out

    def mul_often(self, k, point):
        """k·P with a table kept for this point; k < 2^256."""
        table = self._tables.get(point)
        if table is None:
            table = self._tables[point] = self._windows(point)
        out = INFINITY
        for row in table:
            if k & 15:
                out = self.add(out, row[k & 15])
            k >>= 4
        return out

    def _windows(self, point):
        rows, base = [], (point[0], point[1], 1)
        for _ in range(64):
            row = [INFINITY]
            for _ in range(15):
                row.append(self.add(row[-1], base))
            rows.append(row)
            base = self.add(row[-1], base)
        return rows

    def affine(self, q):
        """(x, y), or None for the point at infinity."""
        if not q[2]:
            return None
        i = pow(q[2], -1, self.p)
        return q[0] * i * i % self.p, q[1] * i * i * i % self.p
