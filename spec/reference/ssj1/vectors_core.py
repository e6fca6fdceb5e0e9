"""Vectors of encodings, hashes, trees, seeds, tickets and quotas. See spec/vectors/README.md."""

import random

from . import commitments, hashes, merkle, quotas, records, seed, tickets

SUITES = hashes.SUITES
A = {"draw_id": "620422-2026-2-001/1", "organiser": "dept:scjg"}
FRAME_A = ["91620422MA7000018W\tE\tMKT.A\t1\t-\t-", "91620422MA70000269\tE\tMKT.A\t2\t-\t-",
           "92620422MA7000026L\tE\tMKT.A,TAX.A\t1\t-\t-",
           "93620422MA7000034C\tX:CAP\t-\t1\t-\t-"]


def hash_vectors():
    """Plain and tagged hashes."""
    messages = [b"", b"a", b"abc", b"abcd" * 16] + [bytes(range(n)) for n in (55, 56, 63, 64, 65,
                                                                            119, 120, 200)]
    plain = [{"message": m.hex(), "SM3": hashes.sm3_pure(m).hex(),
              "SHA256": hashes.sha256(m).hex()} for m in messages]
    tagged = []
    for purpose, fields in (("commit", []), ("seed", [b""]), ("x", ["签", 0, b"\0" * 32, ""]),
                            ("rules", ["{}"]), ("intent", [10 ** 9, "a", "b"])):
        row = {"purpose": purpose, "fields": [hashes.field(f).hex() for f in fields]}
        row.update({s: hashes.tagged(s, purpose, *fields).hex() for s in SUITES})
        tagged.append(row)
    return {"plain": plain, "tagged": tagged}


def jcs_vectors():
    """Records to accept (hex of the canonical bytes) and byte strings to refuse."""
    nested = "0"
    for _ in range(32):
        nested = "[" + nested + "]"
    accept = ['{}', '[]', '""', '0', '-1', 'true', 'false', '9007199254740991',
              '-9007199254740991', '{"a":1,"b":[true,false,"x"]}', '{"A":1,"a":2}',
              '"\\b\\t\\n\\f\\r\\"\\\\/"', '"\\u0000\\u001f"', '"\u007f\u0080é抽签😀"',
              '{" ":1,"~":2}', '{"":1}', nested, '{"z":{"y":{"x":[]}}}']
    refuse = ['', ' {}', '{} ', '{}\n', '{"b":1,"a":2}', '{"a":1,"a":1}', '{"a": 1}', '[1,]',
              '01', '-0', '+1', '1.0', '1e3', '1.5', '9007199254740992', '-9007199254740992',
              'null', '[null]', 'NaN', 'Infinity', '"\\u0041"', '"\\u001F"', '"\\u0008"', '"\\/"',
              '"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d\\ude00"', "'a'", '{"é":1}',
              '{"\\u007f":1}', '\ufeff{}', '"\t"', '[' + nested + ']', '{"a":1}{}', 'tru',
              '{a:1}', '["a" "b"]', '123456789012345678901234567890']
    out = [x.encode("utf-8") for x in refuse] + [b'"\xff"', b'"\xed\xa0\x80"', b'"\xc0\x80"',
                                                 b'"a\x00"', b'\xef\xbb\xbf{}', b'"\x7f']
    for text in accept:
        records.decode(text.encode("utf-8"))
    for data in out:
        try:
            records.decode(data)
        except records.RecordError:
            continue
        raise AssertionError("accepted: %r" % data)
    return {"accept": [x.encode("utf-8").hex() for x in accept], "refuse": [x.hex() for x in out]}


def _rows(n):
    return [b"%04d\trow" % i for i in range(n)]


def merkle_vectors():
    """Roots, inclusion, consistency and absence proofs for several sizes."""
    cases = []
    for suite in SUITES:
        h = hashes.hash_of(suite)
        for n in (0, 1, 2, 3, 5, 8, 1000):
            leaves = [merkle.leaf(h, r) for r in _rows(n)]
            picks = range(n) if n <= 8 else (0, 1, 511, 512, 998, 999)
            olds = range(1, n + 1) if n <= 8 else (1, 2, 511, 512, 513, 999, 1000)
            cases.append({
                "suite": suite, "size": n, "root": merkle.root_of_leaves(h, leaves).hex(),
                "inclusion": [{"index": i, "leaf": leaves[i].hex(), "proof": [
                    p.hex() for p in merkle.inclusion(h, leaves, i)]} for i in picks],
                "consistency": [{"old": m, "old_root": merkle.root_of_leaves(
                    h, leaves[:m]).hex(), "proof": [
                        p.hex() for p in merkle.consistency(h, leaves, m)]} for m in olds]})
    return {"rows": "row i is the text %04d TAB row", "cases": cases, "absence": _absence()}


def _absence():
    out = []
    for suite in SUITES:
        h = hashes.hash_of(suite)
        rows = [b"%04d\trow" % (2 * i) for i in range(8)]
        leaves = [merkle.leaf(h, r) for r in rows]
        for missing, at in (("0005", 2), ("0007", 3), ("0000 ", None), ("0999", 7)):
            pair = [] if at is None else [i for i in (at, at + 1) if i < 8]
            if at is None:
                continue
            out.append({"suite": suite, "size": 8, "root": merkle.root(h, rows).hex(),
                        "missing": missing, "neighbours": [
                            {"index": i, "row": rows[i].decode(), "proof": [
                                p.hex() for p in merkle.inclusion(h, leaves, i)]} for i in pair]})
    return out


def seed_vectors():
    """Commitments, intent digests, seeds with absent contributors, keys."""
    out = {"commit": [], "intent": [], "seed": [], "keys": []}
    rg = random.Random("seed vectors")
    for suite in SUITES:
        for who, nonce in (("dept:scjg", bytes(range(32))), ("witness:jjw", bytes(32)),
                           ("a", b"\xff" * 32)):
            out["commit"].append({"suite": suite, "draw_id": A["draw_id"], "contributor": who,
                                  "nonce": nonce.hex(), "commit": commitments.commit(
                                      suite, A["draw_id"], who, nonce).hex()})
        record = records.encode({"draw_id": A["draw_id"], "t_r": "2026-04-20T00:00:00Z"})
        intent = hashes.tagged(suite, "intent", record)
        out["intent"].append({"suite": suite, "record": record.decode(), "intent": intent.hex()})
        for kind, number, text, value, absent in (
                ("drand-quicknet", 27946612, "ab" * 48, b"\xab" * 48, []),
                ("drand-quicknet", 123, "00" * 48, b"\0" * 48, ["witness:gsl"]),
                ("ssq", 2026045, "03,08,11,17,25,31+09", b"03,08,11,17,25,31+09", []),
                ("ceremony", 3, "01234567890123456789", b"01234567890123456789",
                 ["witness:gsl", "witness:jjw"]), ("none", 0, "", b"", [])):
            nonces = {w: bytes(rg.randrange(256) for _ in range(32))
                      for w in ("dept:scjg", "witness:gsl", "witness:jjw")}
            nonces.update((w, b"") for w in absent)
            s = seed.seed(suite, intent, kind, number, value, nonces)
            out["seed"].append({"suite": suite, "intent": intent.hex(), "beacon_type": kind,
                                "beacon_round": number, "beacon_value": text,
                                "nonces": [{"id": w, "nonce": nonces[w].hex()}
                                           for w in sorted(nonces)], "seed": s.hex()})
            out["keys"].append({
                "suite": suite, "seed": s.hex(), "group": "G1", "pool": "MU-1", "tiebreak": "0",
                "ticket_key": seed.ticket_key(suite, s, "G1"),
                "match_key": seed.match_key(suite, s, "MU-1", "0"),
                "match_key_1": seed.match_key(suite, s, "MU-1", "1"), "rematch_seq": 17,
                "rematch_value": text, "rematch_key": seed.rematch_key(suite, s, 17, value)})
    return out


def ticket_vectors():
    """Tickets for ids of 1…55 bytes and several j; turned tickets; pair numbers."""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_.:-"
    out = {"tickets": [], "keys": [], "pairs": []}
    for suite in SUITES:
        h, key = hashes.hash_of(suite), hashes.tagged(suite, "ticket-key", b"\1" * 32, "G1").hex()
        for n in range(1, 56):
            object_id = "".join(alphabet[(7 * i + n) % len(alphabet)] for i in range(n))
            for j in (1, 2, 64) if n in (1, 18, 52, 53, 55) else (1,):
                out["tickets"].append({"suite": suite, "key": key, "id": object_id, "j": j,
                                       "ticket": tickets.ticket(h, key, object_id, j).hex()})
        for weight in (1, 2, 3, 64):
            for start, direction in (("0" * 64, "+"), ("0" * 64, "-"), ("8" + "0" * 63, "+"),
                                     ("8" + "0" * 63, "-"), ("f" * 64, "+"), ("f" * 64, "-")):
                k = tickets.object_key(h, key, "91620422MA7000018W", weight, int(start, 16),
                                       direction)
                out["keys"].append({"suite": suite, "key": key, "id": "91620422MA7000018W",
                                    "weight": weight, "start": start, "dir": direction,
                                    "object_key": tickets.hex_key(k)})
        for officer in ("GSHN0017", "a", "x" * 32):
            r = tickets.pair_number(h, key, officer, "91620422MA7000018W")
            out["pairs"].append({"suite": suite, "key": key, "officer": officer,
                                 "id": "91620422MA7000018W", "r": str(r)})
    return out


def quota_vectors():
    """All modes, ceilings, at_least_one; Webster with bounds."""
    out = {"quota": [], "webster": []}
    for total in (0, 1, 19, 20, 21, 390, 399, 10 ** 9, 10 ** 12):
        for mode, extra in [(m, {"p": p, "q": q}) for m in ("min", "max", "near")
                            for p, q in ((5, 100), (0, 1), (1, 1), (1, 3), (999_999_999, 10 ** 9))
                            ] + [("fixed", {"n": 0}), ("fixed", {"n": 20}), ("all", {})]:
            for ceiling in ({}, {"p": 3, "q": 100}):
                for least in (False, True):
                    unit = dict(extra, mode=mode, ceiling=ceiling, at_least_one=least)
                    out["quota"].append(dict(unit, N=str(total), result=str(
                        quotas.quota(unit, total))))
    for total, units in (
            (100, [("A", 3000, 1, 1, 99), ("B", 2800, 1, 1, 99), ("C", 450, 1, 1, 99),
                   ("D", 42, 1, 1, 99)]),
            (30, [("A", 1000, 1, 1, 10), ("B", 60, 1, 1, 10), ("C", 50, 1, 1, 50)]),
            (7, [("A", 10, 1, 0, 9), ("B", 10, 1, 0, 9)]),
            (5, [("A", 3, 1, 0, 9), ("B", 0, 1, 2, 9), ("C", 1, 9, 0, 9)]),
            (50, [("A", 5, 1, 0, 9), ("B", 6, 2, 3, 4)]), (0, [("A", 5, 1, 2, 3)]),
            (9, [("A", 10 ** 9, 10 ** 9, 0, 9), ("B", 10 ** 9, 10 ** 9 - 1, 0, 9)])):
        rows = [dict(zip(("unit", "N", "share", "lo", "hi"), u)) for u in units]
        given = quotas.webster(total, rows)
        out["webster"].append({"total": total, "units": rows, "result": [
            {"n": given[u], "unit": u} for u in sorted(given)]})
    return out


def appendix_a():
    """The golden table of the design's Appendix A, with its inputs."""
    return {"cases": [_appendix(suite) for suite in SUITES]}


def _appendix(suite):
    draw_id, h = A["draw_id"], hashes.hash_of(suite)
    nonces = {"dept:scjg": bytes(range(32)), "witness:jjw": bytes(range(32, 64)),
              "witness:gsl": b""}
    root = merkle.root(h, [r.encode() for r in sorted(FRAME_A)]).hex()
    rules = records.encode({"draw_id": draw_id, "suite": suite, "units": [
        {"mode": "min", "p": 5, "q": 100, "unit": "MKT.A"}]})
    digest = hashes.tagged(suite, "rules", rules).hex()
    commits = {c: commitments.commit(suite, draw_id, c, n or bytes(32)).hex()
               for c, n in nonces.items()}
    intent = records.encode({
        "beacon": {"round": 27946612, "type": "drand-quicknet"}, "contributors": [
            {"commit": commits[c], "id": c} for c in sorted(commits)], "draw_id": draw_id,
        "frame_count": 4, "frame_root": root, "rules": digest, "suite": suite})
    i = hashes.tagged(suite, "intent", intent)
    s = seed.seed(suite, i, "drand-quicknet", 27946612, b"\xab" * 48, nonces)
    key, match = seed.ticket_key(suite, s, "G1"), seed.match_key(suite, s, "MU-620422-scjg")
    return {"suite": suite, "frame_rows": FRAME_A, "rules_record": rules.decode(),
            "intent_record": intent.decode(), "nonces": [
                {"id": c, "nonce": nonces[c].hex()} for c in sorted(nonces)],
            "frame_root": root, "rules": digest, "commit_dept_scjg": commits["dept:scjg"],
            "intent": i.hex(), "seed": s.hex(), "key_G1": key,
            "ticket_91620422MA7000018W": tickets.ticket(h, key, "91620422MA7000018W").hex(),
            "ticket_91350100M000100Y43_2": tickets.ticket(h, key, "91350100M000100Y43", 2).hex(),
            "match_key": match, "r_GSHN0017_91620422MA7000018W": str(
                tickets.pair_number(h, match, "GSHN0017", "91620422MA7000018W"))}
