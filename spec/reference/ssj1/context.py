"""What the checks share: the files, what earlier checks read from them, and a memory.

The memory keeps results of pure functions by their inputs, so that thousands of bundles that
differ in one byte are checked quickly.
"""

from . import merkle
from .hashes import hash_of

PASS, WITHHELD, FAIL, NOT_REACHED = "pass", "withheld", "fail", "not reached"
_MEMORY = {}
_MEMORY_MAX = 20_000


class Fail(Exception):
    """A check failed; the text says where and what."""


def remember(key, compute):
    """compute() once per key; exceptions of the check's own kinds are remembered as well."""
    if key not in _MEMORY:
        if len(_MEMORY) >= _MEMORY_MAX:
            _MEMORY.clear()
        try:
            _MEMORY[key] = True, compute()
        except (ValueError, Fail) as error:
            _MEMORY[key] = False, error
    good, value = _MEMORY[key]
    if not good:
        raise value
    return value


def need(ok, message, *args):
    """Fails the check unless ok."""
    if not ok:
        raise Fail(message % args if args else message)


class Context:
    """One bundle under verification. Attributes appear as the checks pass."""

    def __init__(self, files):
        self.files = files
        self.bundle = self.rules = self.intent = None
        self.lines = []
        self.mine = []
        self.checkpoints = None
        self.notes = None
        self.frame = self.officers = self.conflicts = self.visits = None
        self.result = self.result_record = None
        self.seed = None
        self.pools = None
        self.matching_record = None
        self.teams = None
        self.cosignatures = {}

    def has(self, name):
        """True when the bundle holds the file."""
        return name in self.files

    @property
    def suite(self):
        """The suite of the draw."""
        return self.bundle["suite"]

    @property
    def h(self):
        """The suite's hash."""
        return hash_of(self.suite)

    def all_of(self, kind):
        """Entries of this attempt of a type, in order."""
        return [e for e in self.mine if e["type"] == kind]

    def one(self, kind):
        """The entry of this attempt of a type, or None."""
        return next((e for e in self.mine if e["type"] == kind), None)

    def table(self, name, parse):
        """Parsed rows of a table file; a TableError becomes a failure of the check."""
        data = self.files[name]
        try:
            return remember((parse.__name__, data), lambda: parse(data))
        except ValueError as error:
            raise Fail("%s %s" % (name, error)) from None

    def root_is(self, name, rows, root, count, where):
        """Compares root and count of a table with what a record says."""
        suite = self.suite
        key = "root", suite, self.files[name]
        computed = remember(key, lambda: merkle.root(hash_of(suite), [r.raw for r in rows])).hex()
        need(len(rows) == count, "%s: 有%d行, %s为%d", name, len(rows), where, count)
        need(computed == root, "%s: 树根%s, %s为%s", name, computed, where, root)
