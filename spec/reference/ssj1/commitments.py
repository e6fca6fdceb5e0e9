"""Commitments of nonces (ssj-1 §4.1) and the text of an escrow receipt (§10)."""

from .hashes import sha256, tagged


def commit(suite, draw_id, contributor, nonce):
    """C = HASH("commit", draw_id, contributor, nonce)."""
    return tagged(suite, "commit", draw_id, contributor, nonce)


def receipt_text(draw_id, contributor, commit_hex, box_hex):
    """What an escrow holder signs."""
    digest = sha256(bytes.fromhex(box_hex)).hex()
    return "\n".join(["SSJ-1/receipt", draw_id, contributor, commit_hex, digest, ""]).encode()
