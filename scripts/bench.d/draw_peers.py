"""The same draw by other programs: draw_peers.py IDS K OURS PEER… prints times and ratios.

DuckDB computes the same tickets and must give the same bytes. consistent_sampler has tickets of its
own (reversed decimals with a seed), so only its time is compared.
"""

import hashlib
import re
import sys
import time

KEY = "0f3170686cd2bcba4347ac98b38218a62f6f92e52bf64b1cb44ba20f12e75a89"


def duckdb_draw(path, k):
    """Seconds of the query on a table in memory, and the digest over `hex ID` lines."""
    import duckdb

    db = duckdb.connect()
    db.execute("CREATE TABLE ids AS SELECT column0 AS id FROM read_csv(?, header=false, "
               "columns={'column0': 'VARCHAR'})", [path])
    query = ("CREATE OR REPLACE TABLE drawn AS SELECT sha256(? || id) AS ticket, id FROM ids "
             "ORDER BY ticket, id LIMIT %d" % k)
    best = None
    for _ in range(2):
        start = time.perf_counter()
        db.execute(query, [KEY])
        seconds = time.perf_counter() - start
        best = seconds if best is None else min(best, seconds)
    digest = hashlib.sha256()
    rows = db.execute("SELECT ticket, id FROM drawn ORDER BY ticket, id")
    while True:
        batch = rows.fetchmany(100_000)
        if not batch:
            return best, digest.hexdigest()
        digest.update("".join("%s %s\n" % row for row in batch).encode())


def consistent_sampler_draw(path, k):
    """Seconds of a sample with the ids in memory; the tickets are its own."""
    from consistent_sampler import sampler

    with open(path, encoding="ascii") as file:
        ids = file.read().split()
    start = time.perf_counter()
    for _ in sampler(ids, seed=KEY, take=k, with_replacement=False, output="tuple"):
        pass
    return time.perf_counter() - start, None


PEERS = {"duckdb": duckdb_draw, "consistent_sampler": consistent_sampler_draw}


def main(path, k, ours, peers):
    """Prints one line a peer."""
    text = open(ours, encoding="utf-8").read()
    own = float(re.search(r": ([0-9.]+) s,", text).group(1))
    own_digest = re.search(r"lines ([0-9a-f]{64})", text).group(1)
    for peer in peers:
        seconds, digest = PEERS[peer](path, int(k))
        same = "own tickets" if digest is None else (
            "same bytes" if digest == own_digest else "OTHER BYTES")
        print("%-20s %8.3f s, ours from the file %.3f s, ratio %.1f, %s"
              % (peer, seconds, own, seconds / own, same), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
