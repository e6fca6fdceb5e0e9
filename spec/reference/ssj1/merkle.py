"""Merkle trees of RFC 9162 §2.1 over a suite's hash (ssj-1 §3.4)."""


def leaf(h, row):
    """Hash of one row."""
    return h(b"\0" + row)


def node(h, left, right):
    """Hash of an inner node."""
    return h(b"\1" + left + right)


def _split(n):
    """The largest power of two smaller than n."""
    return 1 << ((n - 1).bit_length() - 1)


def root_of_leaves(h, leaves):
    """Root over leaf hashes; pairing level by level gives the shape of RFC 9162."""
    if not leaves:
        return h(b"")
    level = list(leaves)
    while len(level) > 1:
        nxt = [node(h, level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            nxt.append(level[-1])
        level = nxt
    return level[0]


def root(h, rows):
    """Root over rows."""
    return root_of_leaves(h, [leaf(h, r) for r in rows])


def inclusion(h, leaves, index):
    """Inclusion proof of leaf `index`, leaf upwards (RFC 9162 §2.1.3.1)."""
    n = len(leaves)
    if n <= 1:
        return []
    k = _split(n)
    if index < k:
        return inclusion(h, leaves[:k], index) + [root_of_leaves(h, leaves[k:])]
    return inclusion(h, leaves[k:], index - k) + [root_of_leaves(h, leaves[:k])]


def verify_inclusion(h, leaf_hash, index, size, proof, expected):
    """RFC 9162 §2.1.3.2."""
    if index >= size:
        return False
    fn, sn, r = index, size - 1, leaf_hash
    for p in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node(h, p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node(h, r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == expected


def consistency(h, leaves, old):
    """Consistency proof from size `old` (RFC 9162 §2.1.4.1); empty for old 0 or the whole tree."""
    if old in (0, len(leaves)):
        return []
    return _sub_proof(h, leaves, old, True)


def _sub_proof(h, leaves, m, complete):
    n = len(leaves)
    if m == n:
        return [] if complete else [root_of_leaves(h, leaves)]
    k = _split(n)
    if m <= k:
        return _sub_proof(h, leaves[:k], m, complete) + [root_of_leaves(h, leaves[k:])]
    return _sub_proof(h, leaves[k:], m - k, False) + [root_of_leaves(h, leaves[:k])]


def verify_consistency(h, old, size, old_root, new_root, proof):
    """RFC 9162 §2.1.4.2, with equal sizes (empty proof, equal roots) and the empty old tree."""
    if old == size:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == h(b"")
    if old > size or not proof:
        return False
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    fn, sn = old - 1, size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(h, c, fr), node(h, c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(h, sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == new_root
