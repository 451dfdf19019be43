"""Rows are numbered when they are written and appear when they are committed: which are still asked for?"""

from samspill.fhir.store.postgres.sealing import GONE_SECONDS, Numbers


def test_numbers_without_a_gap_leave_nothing_to_ask_for() -> None:
    numbers = Numbers(3)
    numbers.seen([4, 5], now=0)
    assert (numbers.upto, numbers.missing(now=0), numbers.settled()) == (5, [], 5)


def test_a_number_that_is_passed_over_is_asked_for_until_it_comes() -> None:
    numbers = Numbers()
    numbers.seen([1, 2, 5], now=0)
    assert (numbers.missing(now=1), numbers.settled()) == ([3, 4], 2)
    numbers.seen([3], now=2)
    assert (numbers.upto, numbers.missing(now=3), numbers.settled()) == (5, [4], 3)


def test_a_number_that_never_comes_is_given_up() -> None:
    numbers = Numbers()
    numbers.seen([2], now=100)
    assert numbers.missing(now=100 + GONE_SECONDS - 1) == [1]
    assert numbers.missing(now=100 + GONE_SECONDS) == []
    assert numbers.settled() == 2


def test_what_is_missing_at_the_start_is_asked_for() -> None:
    numbers = Numbers()
    numbers.begin(9, [4, 7], now=0)
    assert (numbers.missing(now=1), numbers.settled()) == ([4, 7], 3)


def test_order_within_what_is_seen_does_not_matter() -> None:
    numbers = Numbers()
    numbers.seen([3, 1, 2], now=0)
    assert numbers.missing(now=0) == []
