"""Cursors are understood by whoever shares the secret, and by nobody else."""

import pytest

from samspill.fhir.outcomes import Refusal
from samspill.fhir.search.contracts import Place
from samspill.fhir.search.cursors import Keeper

PAIRS = (("code", "85354-9"),)
PLACE = Place("by_key", (42,))


@pytest.mark.parametrize("secret", [b"0123456789abcdef", b"x" * 64, b"x" * 86, b"x" * 1000])
def test_cursor_is_read_by_another_with_the_same_secret(secret: bytes) -> None:
    cursor = Keeper(secret).sign(PLACE, PAIRS, "Observation")
    assert Keeper(secret).read(cursor, PAIRS, "Observation") == PLACE


@pytest.mark.parametrize(
    ("secret", "pairs", "scope"),
    [
        (b"y" * 86, PAIRS, "Observation"),
        (b"x" * 85 + b"y", PAIRS, "Observation"),
        (b"x" * 86, (("code", "8867-4"),), "Observation"),
        (b"x" * 86, PAIRS, "Patient/1/Observation"),
    ],
)
def test_cursor_of_another_secret_or_search_is_refused(
    secret: bytes, pairs: tuple[tuple[str, str], ...], scope: str
) -> None:
    cursor = Keeper(b"x" * 86).sign(PLACE, PAIRS, "Observation")
    with pytest.raises(Refusal, match="Search again"):
        Keeper(secret).read(cursor, pairs, scope)


def test_secret_given_later_takes_over() -> None:
    keeper = Keeper(b"a" * 16)
    cursor = keeper.sign(PLACE, PAIRS, "Observation")
    keeper.secret = b"b" * 86
    with pytest.raises(Refusal):
        keeper.read(cursor, PAIRS, "Observation")
