"""An entry as the bytes that are hashed: one encoding, version 1, described in docs/reference/audit-log.md.

A line of JSON: ``{"v":1,"at":…,"actor":…}``. Members in the order of ``AuditEntry``; the first six always, the others
when they are not empty; no blanks; strings in UTF-8, escaped as little as JSON allows. A later field leaves the bytes
of earlier entries as they are, and an entry can be read and hashed without Samspill.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec

from samspill.access.audit.contracts import SALT_BYTES, AuditEntry

VERSION = 1

COLUMNS: tuple[tuple[str, str], ...] = (
    ("actor", "TEXT"),
    ("interaction", "TEXT"),
    ("type", "TEXT"),
    ("resource", "TEXT"),
    ("status", "INT"),
    ("request", "TEXT"),
    ("version", "INT"),
    ("kind", "TEXT"),
    ("name", "TEXT"),
    ("role", "TEXT"),
    ("organisation", "TEXT"),
    ("purpose", "TEXT"),
    ("patient", "TEXT"),
    ("address", "TEXT"),
    ("decision", "TEXT"),
    ("rule", "TEXT"),
    ("detail", "TEXT"),
)
"""How a store names and types the fields of ``AuditEntry``, in their order."""

_TYPES = tuple({"TEXT": str, "INT": int}[kind] for _, kind in COLUMNS)
_encode = msgspec.json.Encoder().encode

values_of: Callable[[AuditEntry], tuple[Any, ...]] = msgspec.structs.astuple
"""Returns an entry's values in the order of ``COLUMNS``."""


def canonical(entry: AuditEntry, at: int) -> bytes:
    """Return the bytes of an entry that are hashed.

    Args:
        entry: the entry.
        at: when it was written, microseconds since 1970 UTC.

    Raises:
        UnicodeEncodeError: a text holds half a character (a lone surrogate).
    """
    return b'{"v":1,"at":%d,%b' % (at, _encode(entry)[1:])


def leaf_hash(salt: bytes, data: bytes) -> bytes:
    """Return RFC 6962's leaf hash of salted bytes.

    The salt is kept with the entry and deleted with it: what is left cannot be guessed by trying what an entry may
    have said.
    """
    return sha256(b"\x00" + salt + data).digest()


def hash_of_row(at: Any, salt: Any, values: tuple[Any, ...]) -> bytes:
    """Return the leaf hash of what a store holds; empty when that cannot have been an entry.

    Args:
        at: as read.
        salt: as read.
        values: as read, in the order of ``COLUMNS``.
    """
    # SQLite keeps any type in any column, and msgspec writes bytes as a text (base64), which may be what stood there
    if tuple(map(type, values)) != _TYPES or type(at) is not int or type(salt) is not bytes or len(salt) != SALT_BYTES:
        return b""
    try:
        return leaf_hash(salt, canonical(AuditEntry(*values), at))
    except UnicodeEncodeError:
        return b""
