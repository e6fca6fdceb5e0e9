"""The command line: verify, explain, ticket, vectors, corpus."""

import argparse
import json
import os
import sys

from . import corpus, explain, tickets, vectors
from . import verify as verifier
from .hashes import hash_of

ROOT = os.path.normpath(os.path.join(os.path.dirname(__file__), "..", ".."))
MARKS = {"pass": "通过", "withheld": "未公布", "fail": "不通过", "not reached": "未检查"}


def parser():
    """The argument parser."""
    p = argparse.ArgumentParser(prog="ssj1.py", description="SSJ-1 reference")
    sub = p.add_subparsers(dest="command", required=True)
    a = sub.add_parser("verify", help="check a bundle (folder or ZIP) or a corpus")
    a.add_argument("bundle", nargs="?")
    a.add_argument("--json", action="store_true")
    a.add_argument("--corpus")
    a.add_argument("--jobs", type=int, default=1)
    a = sub.add_parser("explain", help="everything about one object id")
    a.add_argument("bundle")
    a.add_argument("id")
    a = sub.add_parser("ticket", help="tickets of ids under a key")
    a.add_argument("--suite", required=True, choices=("SM3", "SHA256"))
    a.add_argument("--key", required=True)
    a.add_argument("id", nargs="+")
    a = sub.add_parser("vectors", help="write spec/vectors")
    a.add_argument("--out", default=os.path.join(ROOT, "vectors"))
    a = sub.add_parser("corpus", help="write honest bundles or mutations")
    a.add_argument("--honest", type=int)
    a.add_argument("--mutations", type=int)
    a.add_argument("--checks", action="store_true", help="the small corpus of spec/fixtures")
    a.add_argument("--bases", type=int, default=60)
    a.add_argument("--first", type=int, default=0, help="number of the first ceremony")
    a.add_argument("--keep", action="store_true",
                   help="write mutations that leave an honest bundle too (expect accepted)")
    a.add_argument("--jobs", type=int, default=1)
    a.add_argument("--out", required=True)
    return p


def _verify(args):
    if args.corpus:
        return _verify_corpus(args)
    report = verifier.verify(verifier.read(args.bundle))
    if args.json:
        print(json.dumps(report.as_record(), ensure_ascii=False, indent=1))
    else:
        for label, title, verdict, message in report.rows:
            print("%s %s  %s%s" % (label, MARKS[verdict], title,
                                   "  " + message if message else ""))
        rules = report.context.rules
        if rules and rules["rehearsal"]:
            print("演练: 随机数为测试用, 结果不作数")
        print("结论: " + ("接受" if report.failed is None else "拒绝(%s)" % report.failed))
    return 0 if report.failed is None else 1


def _verify_corpus(args):
    wrong = 0
    for case, expect, verdict in corpus.run(args.corpus, args.jobs):
        print(case, verdict)
        if verdict != expect:
            wrong += 1
            print("%s: expected %s, got %s" % (case, expect, verdict), file=sys.stderr)
    return 1 if wrong else 0


def _corpus(args):
    with open(args.out, "w", encoding="utf-8") as out:
        if args.honest is not None:
            print(dict(corpus.write_honest(args.honest, out)))
            return 0
        if args.checks:
            print(corpus.write_checks(out))
            return 0
        verdicts, dropped = corpus.write_mutations(args.mutations, out, args.bases, args.jobs,
                                                    args.first, args.keep)
    for check in sorted(verdicts):
        print(check, verdicts[check])
    print("dropped because still honest: %d" % sum(dropped.values()))
    for what in sorted(dropped):
        print("  ", what, dropped[what])
    return 0


def _ticket(args):
    for object_id in args.id:
        print(object_id, tickets.ticket(hash_of(args.suite), args.key, object_id).hex())
    return 0


def main(argv):
    """Exit code: 0 accepted, 1 refused, 2 unusable input."""
    args = parser().parse_args(argv)
    try:
        if args.command == "verify":
            if not args.bundle and not args.corpus:
                raise verifier.Unusable("缺少验证包")
            return _verify(args)
        if args.command == "explain":
            print(explain.explain(verifier.read(args.bundle), args.id))
            return 0
        if args.command == "vectors":
            for name, size in sorted(vectors.write(args.out).items()):
                print(name, size)
            return 0
        return _ticket(args) if args.command == "ticket" else _corpus(args)
    except (verifier.Unusable, OSError, UnicodeDecodeError) as error:
        print(error, file=sys.stderr)
        return 2
