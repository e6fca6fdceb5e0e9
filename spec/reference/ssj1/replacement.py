"""Replacement of drawn objects that the frame should not have held (ssj-1 §8.5)."""

REASONS = ("STATUS", "MOVED", "DUPLICATE", "SCOPE")


class Ranks:
    """Ranks of one unit: which are struck and which are in use."""

    def __init__(self, n, w):
        self.in_use = set(range(1, n + 1))
        self.waiting = list(range(n + 1, n + w + 1))
        self.last = n + w
        self.struck = set()

    def strike(self, rank):
        """Strikes a rank; returns the rank that moves up or None. ValueError when struck before."""
        if rank in self.struck or not 1 <= rank <= self.last:
            raise ValueError("rank %d is struck already or unknown" % rank)
        self.struck.add(rank)
        if rank not in self.in_use:
            self.waiting.remove(rank)
            return None
        self.in_use.discard(rank)
        if not self.waiting:
            return None
        up = self.waiting.pop(0)
        self.in_use.add(up)
        return up
