"""How the plain and the exact string search see a text (https://hl7.org/fhir/R4/search.html#string)."""

import pytest

from samspill.fhir.index.api import exact, fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hansen", "HANSEN"),
        ("  Kari \t Anne\n", "kari anne"),
        ("Håkon", "Haakon"),
        ("Ha\u030akon", "HÅKON"),
        ("Bjørn", "Björn"),
        ("Bjørn", "bjorn"),
        ("Sæther", "SAETHER"),
        ("André", "Andre"),
        ("Müller", "Muller"),
        ("Straße", "strasse"),
        ("Máret Áŋŋá", "maret anna"),
        ("ﬁnne", "finne"),
        ("Ｏｓｌｏ", "oslo"),
    ],
)
def test_these_are_the_same_to_the_plain_search(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Hansen", "Hanssen"), ("Ås", "As"), ("日本", "日木"), ("a-b", "ab")])
def test_these_are_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_folding_twice_changes_nothing() -> None:
    assert fold(fold("Åse  Ærø-ŁĐ İıß")) == fold("Åse  Ærø-ŁĐ İıß")


def test_a_long_text_is_folded_to_its_beginning() -> None:
    assert fold("Å" * 1000) == "a" * 300


def test_an_exact_text_is_as_written() -> None:
    assert exact("  Håkon  ") == "  Håkon  "


def test_two_long_texts_that_end_differently_are_not_exactly_the_same() -> None:
    assert exact("a" * 5000 + "x") != exact("a" * 5000 + "y")
    assert len(exact("a" * 5000)) == 300


def test_half_a_surrogate_pair_in_a_long_text_does_no_harm() -> None:
    assert len(exact("\ud800" * 400)) == 300
