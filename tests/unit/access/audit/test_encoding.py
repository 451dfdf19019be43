"""What of an entry is hashed, byte for byte."""

from hashlib import sha256

import pytest

from samspill.access.audit.contracts import AuditEntry
from samspill.access.audit.encoding import COLUMNS, canonical, hash_of_row, leaf_hash, values_of

ENTRY = AuditEntry("demo", "read", "Patient", "p1", 200, "r-1", version=3, kind="opened")
SALT = bytes(range(16))


def test_an_entry_is_one_line_of_json_in_a_fixed_order_without_what_is_empty() -> None:
    assert canonical(ENTRY, 1_700_000_000_000_000) == (
        b'{"v":1,"at":1700000000000000,"actor":"demo","interaction":"read","type":"Patient","id":"p1","status":200,'
        b'"request":"r-1","version":3,"kind":"opened"}'
    )


def test_the_first_six_members_stand_there_also_when_they_are_empty() -> None:
    assert canonical(AuditEntry("", "", "", "", 0, ""), 0) == (
        b'{"v":1,"at":0,"actor":"","interaction":"","type":"","id":"","status":0,"request":""}'
    )


def test_strings_are_utf_8_and_escaped_as_little_as_json_allows() -> None:
    entry = AuditEntry('æ"\\/\x00\n\x1f\x7f\u2028', "", "", "", 0, "")
    text = '"actor":"æ\\"\\\\/\\u0000\\n\\u001f\x7f\u2028"'
    assert text.encode() in canonical(entry, 0)


def test_half_a_character_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        canonical(AuditEntry("\ud800", "", "", "", 0, ""), 0)


def test_a_leaf_is_hashed_with_its_salt_as_rfc_6962_hashes_leaves() -> None:
    data = canonical(ENTRY, 7)
    assert leaf_hash(SALT, data) == sha256(b"\x00" + SALT + data).digest()
    assert hash_of_row(7, SALT, values_of(ENTRY)) == leaf_hash(SALT, data)


@pytest.mark.parametrize("place", range(len(COLUMNS)))
def test_every_column_is_part_of_the_hash(place: int) -> None:
    values = list(values_of(ENTRY))
    values[place] = values[place] + 1 if isinstance(values[place], int) else values[place] + "x"
    assert hash_of_row(7, SALT, tuple(values)) not in (b"", hash_of_row(7, SALT, values_of(ENTRY)))


@pytest.mark.parametrize(
    ("at", "salt", "actor"),
    [(7.0, SALT, "demo"), ("7", SALT, "demo"), (7, SALT[1:], "demo"), (7, "salt", "demo"), (7, SALT, b"demo"),
     (7, SALT, None), (7, SALT, "\ud800")],
)  # fmt: skip
def test_what_cannot_have_been_an_entry_has_no_hash(at: object, salt: object, actor: object) -> None:
    assert hash_of_row(at, salt, (actor, *values_of(ENTRY)[1:])) == b""
