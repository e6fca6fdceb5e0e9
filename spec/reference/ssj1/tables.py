"""Tables of TAB-separated rows (ssj-1 §3.3)."""

MAX_LINE = 4096


class TableError(ValueError):
    """The bytes are not a table of the stated shape; `line` counts from 1."""

    def __init__(self, line, message):
        super().__init__("第%d行: %s" % (line, message))
        self.line = line


def write(rows):
    """The bytes of a table from rows of fields, in the order given."""
    return b"".join("\t".join(row).encode("utf-8") + b"\n" for row in rows)


def row_bytes(row):
    """The bytes that are hashed: the row without its LF."""
    return "\t".join(row).encode("utf-8")


def parse(data, columns, key_columns):
    """Rows as tuples of text. Fields are non-empty without control bytes; keys strictly ascend."""
    if data and not data.endswith(b"\n"):
        raise TableError(data.count(b"\n") + 1, "末尾缺换行")
    rows, last = [], None
    for number, line in enumerate(data.split(b"\n")[:-1], 1):
        if len(line) > MAX_LINE:
            raise TableError(number, "超过%d字节" % MAX_LINE)
        try:
            row = tuple(line.decode("utf-8").split("\t"))
        except UnicodeDecodeError:
            raise TableError(number, "不是UTF-8") from None
        if len(row) != columns:
            raise TableError(number, "应有%d列, 实有%d列" % (columns, len(row)))
        if any(not f or min(f) < " " for f in row):
            raise TableError(number, "字段为空或含控制字符")
        key = row[:key_columns]
        if last is not None and not last < key:
            raise TableError(number, "未按键升序排列, 或键重复: %s" % " ".join(key))
        last = key
        rows.append(row)
    return rows


def split_list(text):
    """Members of a list field; raises ValueError unless sorted without duplicates."""
    if text == "-":
        return []
    members = text.split(",")
    if any(not a < b for a, b in zip(members, members[1:])) or "" in members:
        raise ValueError("list not ascending: %s" % text)
    return members


def join_list(members):
    """The list field of members given in any order."""
    return ",".join(sorted(set(members))) or "-"
