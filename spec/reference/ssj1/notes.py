"""Signed notes, checkpoints and cosignatures of both trees (ssj-1 §10, C2SP).

A note is the body (origin, size, root), an empty line and signature lines
`— <key name> <base64(key id ‖ signature)>`.
"""

import base64
import binascii
import re
from collections import namedtuple

from . import ed25519, sm2
from .hashes import sha256

TREES = ("sha256", "sm3")
#: Signature algorithm bytes by (tree, is cosignature).
ALGORITHM = {("sha256", False): b"\x01", ("sha256", True): b"\x04",
             ("sm3", False): b"\xffSSJ-1/SM2", ("sm3", True): b"\xffSSJ-1/SM2-COSIGNATURE"}

Note = namedtuple("Note", "body origin size root lines")
Line = namedtuple("Line", "name key_id signature")


class NoteError(ValueError):
    """The text is not a checkpoint note."""


def origin_line(origin, tree):
    """First line of a checkpoint of the tree."""
    return origin + ("/SM3" if tree == "sm3" else "")


def key_id(name, tree, cosigner, key):
    """First four bytes of SHA-256(name ‖ LF ‖ algorithm ‖ key)."""
    return sha256(name.encode() + b"\n" + ALGORITHM[tree, cosigner] + key)[:4]


def body(origin, tree, size, root):
    """The signed text of a checkpoint."""
    return "%s\n%d\n%s\n" % (origin_line(origin, tree), size, base64.b64encode(root).decode())


def cosigned_text(time, note_body):
    """What a witness signs."""
    return ("cosignature/v1\ntime %d\n%s" % (time, note_body)).encode()


def line(name, identity, signature):
    """One signature line."""
    return "— %s %s\n" % (name, base64.b64encode(identity + signature).decode())


def _unbase64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError("不是base64") from None
    if base64.b64encode(data).decode() != text:
        raise NoteError("base64不规范")
    return data


def parse(text):
    """A Note; raises NoteError."""
    head, sep, tail = text.partition("\n\n")
    lines = head.split("\n")
    if not sep or len(lines) != 3 or not tail.endswith("\n"):
        raise NoteError("不是三行正文加签名行")
    if not re.fullmatch("0|[1-9][0-9]{0,15}", lines[1]):
        raise NoteError("树大小不合格式")
    root = _unbase64(lines[2])
    if len(root) != 32:
        raise NoteError("树根不是32字节")
    signatures = []
    for row in tail[:-1].split("\n"):
        parts = row.split(" ")
        if len(parts) != 3 or parts[0] != "—" or not parts[1]:
            raise NoteError("签名行不合格式")
        data = _unbase64(parts[2])
        if len(data) < 5:
            raise NoteError("签名行太短")
        signatures.append(Line(parts[1], data[:4], data[4:]))
    return Note(head + "\n", lines[0], int(lines[1]), root, signatures)


def known_keys(log, tree):
    """{(name, key id): (is cosigner, public key)} of the rules' log part."""
    field = "ed25519" if tree == "sha256" else "sm2"
    out = {}
    for keys, cosigner in [(log["operator"], False)] + [(w, True) for w in log["witnesses"]]:
        key = bytes.fromhex(keys[field])
        out[keys["name"], key_id(keys["name"], tree, cosigner, key)] = cosigner, key
    return out


def verify_raw(tree, key, message, signature, sm2_id):
    """One signature with the tree's algorithm."""
    if tree == "sha256":
        return ed25519.verify(key, message, signature)
    return sm2.verify(key, message, signature, sm2_id)


def cosignature_time(note, tree, row, key, sm2_id):
    """Seconds a witness stamped, or None when the line does not verify."""
    if len(row.signature) != 72:
        return None
    time = int.from_bytes(row.signature[:8], "big")
    good = verify_raw(tree, key, cosigned_text(time, note.body), row.signature[8:], sm2_id)
    return time if good else None


def sign_note(text, tree, operator, cosigners, sm2_id):
    """A note signed by `operator` = (name, Secret) and [(name, Secret, time)]."""
    out = text + "\n"
    name, secret = operator
    out += line(name, key_id(name, tree, False, secret.public(tree)),
                secret.sign(tree, text.encode(), sm2_id))
    for name, secret, time in cosigners:
        signature = secret.sign(tree, cosigned_text(time, text), sm2_id)
        out += line(name, key_id(name, tree, True, secret.public(tree)),
                    time.to_bytes(8, "big") + signature)
    return out


class Secret:
    """Test keys of one name for both trees, derived from the name. Never for real use."""

    def __init__(self, name):
        self.seed = sha256(b"SSJ-1 test key ed25519 " + name.encode())
        self.d = int.from_bytes(sha256(b"SSJ-1 test key sm2 " + name.encode()), "big") % sm2.N

    def public(self, tree):
        """Public key bytes for a tree."""
        return ed25519.public_key(self.seed) if tree == "sha256" else sm2.public_key(self.d)

    def sign(self, tree, message, sm2_id):
        """A signature for a tree."""
        if tree == "sha256":
            return ed25519.sign(self.seed, message)
        return sm2.sign(self.d, message, sm2_id)
