"""The 27 checks of bundle-1 in order; the first failure stops."""

import io
import os
import zipfile

from . import checks_after, checks_draw, checks_files, checks_log, checks_match
from .context import FAIL, NOT_REACHED, Context, Fail

CHECKS = [getattr(module, "v%02d" % number) for module, numbers in (
    (checks_files, range(1, 7)), (checks_log, range(7, 11)), (checks_draw, range(11, 20)),
    (checks_match, range(20, 25)), (checks_after, range(25, 28))) for number in numbers]
TOTAL_MAX = 4 << 30


class Unusable(Exception):
    """The input cannot be read as files at all."""


class Report:
    """Verdicts of all checks; `failed` is the check's name or None."""

    def __init__(self):
        self.rows, self.failed, self.context = [], None, None

    def as_record(self):
        """The report as a JSON value."""
        return {"accepted": self.failed is None, "failed": self.failed or "-",
                "checks": [{"check": a, "name": b, "verdict": v, "message": m}
                           for a, b, v, m in self.rows]}


def verify(files):
    """Checks a bundle given as {name: bytes}."""
    report, context = Report(), Context(files)
    report.context = context
    for number, check in enumerate(CHECKS, 1):
        label, title = "V-%02d" % number, check.__doc__.strip().splitlines()[0]
        if report.failed:
            report.rows.append((label, title, NOT_REACHED, ""))
            continue
        try:
            report.rows.append((label, title, check(context), ""))
        except Fail as error:
            report.failed = label
            report.rows.append((label, title, FAIL, str(error)))
    return report


def read(path):
    """{name: bytes} of a folder or a ZIP archive; raises Unusable."""
    try:
        if os.path.isdir(path):
            return _folder(path)
        with open(path, "rb") as f:
            return _archive(f.read(TOTAL_MAX + 1))
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise Unusable("无法读取%s: %s" % (path, error)) from None


def _folder(path):
    out = {}
    names = sorted(os.listdir(path))
    if len(names) > 2 * checks_files.MAX_FILES:
        raise Unusable("文件过多")
    for name in names:
        full = os.path.join(path, name)
        if not os.path.isfile(full):
            raise Unusable("%s不是普通文件" % name)
        if os.path.getsize(full) > checks_files.MAX_FILE:
            raise Unusable("%s过大" % name)
        with open(full, "rb") as f:
            out[name] = f.read()
    return out


def _archive(data):
    out, total = {}, 0
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        infos = z.infolist()
        if len(infos) > 2 * checks_files.MAX_FILES:
            raise Unusable("文件过多")
        for info in infos:
            total += info.file_size
            if total > TOTAL_MAX or info.file_size > checks_files.MAX_FILE:
                raise Unusable("%s过大" % info.filename)
            if info.filename in out or info.compress_type not in (0, 8):
                raise Unusable("%s: 重名或压缩方式不支持" % info.filename)
            with z.open(info) as f:
                out[info.filename] = f.read(info.file_size + 1)
    return out
