"""What a search has counted is remembered for ten seconds, and for planning only."""

from collections.abc import Callable

import pytest

from samspill.fhir.search.contracts import Match, Rows, StringTest, Table
from samspill.fhir.search.counts import KEPT_MAX, Counts


def named(text: str) -> Rows:
    return Rows(Table.STRING, (1,), (StringTest(Match.STARTS, text),))


def never() -> int:
    raise AssertionError


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def counts(clock: Clock) -> Counts:
    found = Counts(clock)
    found.of(named("hansen"), 2000, lambda: 37)
    return found


def test_what_was_counted_is_not_counted_again_within_ten_seconds(counts: Counts, clock: Clock) -> None:
    clock.now += 9.9
    assert counts.of(named("hansen"), 2000, never) == 37


@pytest.mark.parametrize(
    ("later", "text", "most"), [(10.0, "hansen", 2000), (0.0, "olsen", 2000), (0.0, "hansen", 10_000)]
)
def test_what_is_old_or_of_another_condition_or_not_counted_as_far_is_counted(
    counts: Counts, clock: Clock, later: float, text: str, most: int
) -> None:
    clock.now += later
    assert counts.of(named(text), most, lambda: 41) == 41


def test_a_count_that_fails_is_not_remembered(counts: Counts) -> None:
    with pytest.raises(AssertionError):
        counts.of(named("olsen"), 2000, never)
    assert counts.of(named("olsen"), 2000, lambda: 5) == 5


def test_no_more_than_its_share_is_remembered(counts: Counts) -> None:
    counted: list[str] = []

    def counting(text: str) -> Callable[[], int]:
        return lambda: counted.append(text) or 1

    texts = [f"name {number}" for number in range(KEPT_MAX)]
    for text in texts:
        counts.of(named(text), 2000, counting(text))
    assert counts.of(named("hansen"), 2000, lambda: 38) == 38
    assert counts.of(named(texts[-1]), 2000, counting("again")) == 1
    assert counted == texts
