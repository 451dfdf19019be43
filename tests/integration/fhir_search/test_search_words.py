"""A beginning that many names have is walked word by word, and every match stands on one page, in order."""

from collections.abc import Callable

import pytest
from tests.integration.fhir_search.conftest import parsed

from samspill.fhir.search.counts import Counts
from samspill.fhir.search.sql import planning, words
from samspill.fhir.store.contracts import Dialect, Store, TooLong

FAMILIES = ("Berg", "Bergli", "Dal", "Berg", "Bergh")
RESOURCES = [
    {
        "resourceType": "Patient",
        "id": f"p{number:02}",
        "name": [{"family": FAMILIES[number % 5]}, {"family": "Bergli"}] if number == 7 else [
            {"family": FAMILIES[number % 5]}
        ],
        "gender": "female" if number % 10 else "male",
    }
    for number in range(20)
]  # fmt: skip
WOMEN = "p01 p03 p04 p05 p06 p07 p08 p09 p11 p13 p14 p15 p16 p18 p19"
"""All but p00 and p10, who are men, and the Dals p02, p12 and p17; p07 is a Dal who had the name Bergli too."""


@pytest.fixture
def few_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "FEW", 1)


def plan(store: Store, query: str) -> str:
    with store.snapshot() as snapshot:
        return planning.choose(snapshot, parsed(query), Counts())


@pytest.mark.usefixtures("few_is_one")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Patient?family=berg&gender=female", "v0"),
        ("Patient?gender=unknown&family=berg", "d0"),
        ("Patient?family=berg&gender=female&_sort=birthdate", "d0"),
        ("Patient?family=bergh,dal&gender=female", "d0"),
        ("Patient?family:exact=Berg&gender=female", "d0"),
    ],
    ids=["a beginning", "fewer have the other", "sorted", "two beginnings", "exactly"],
)
def test_words_are_walked_for_one_beginning_that_many_have(store: Store, query: str, expected: str) -> None:
    assert plan(store, query) == expected


@pytest.mark.usefixtures("few_is_one")
def test_a_beginning_of_too_many_words_is_read_as_a_range(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "WORDS_MAX", 2)
    words._asked.cache_clear()
    assert plan(store, "Patient?family=berg&gender=female") == "d0"
    words._asked.cache_clear()


@pytest.mark.usefixtures("few_is_one")
@pytest.mark.parametrize("count", [1, 2, 5, 20])
def test_pages_walked_by_words_hold_every_match_once(found: Callable[..., str], count: int) -> None:
    assert sorted(found(f"Patient?family=berg&gender=female&_count={count}").split()) == WOMEN.split()


@pytest.mark.usefixtures("few_is_one")
@pytest.mark.parametrize(("family", "expected"), [("nobody", ""), ("bergli", "p01 p06 p07 p11 p16"), ("berg", WOMEN)])
def test_words_give_what_a_range_does_in_the_same_order(
    found: Callable[..., str], family: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked = found(f"Patient?family={family}&gender=female")
    monkeypatch.setattr(planning, "FEW", 1000)
    assert walked == found(f"Patient?family={family}&gender=female")
    assert sorted(walked.split()) == expected.split()


def held(store: Store) -> str:
    """Ask a glance to see one moment, and say what came of it."""
    with store.glance() as view:
        before = view.is_whole
        try:
            view.hold()
        except TooLong:
            return "a thread is asked"
        return f"{before}, then {view.is_whole}"


def test_a_glance_sees_one_moment_once_it_is_held(store: Store) -> None:
    said = {Dialect.SQLITE: "False, then True", Dialect.POSTGRESQL: "a thread is asked"}
    assert held(store) == said[store.dialect]
