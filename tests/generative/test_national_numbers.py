"""Whatever date, kind and series a number is made for, it is read back as that; one wrong digit is told.

The arithmetic of the tests is written apart from the product's (tests/factories/national_numbers.py).
"""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from tests.factories.national_numbers import endings, made

from samspill.kernel.national_numbers import holds_national_number
from samspill.kernel.numbers.national import Kind, NationalNumber, Origin, Reading
from samspill.kernel.numbers.refusing import NumberFault, NumberRefused

KINDS = st.sampled_from(["fnr", "dnr", "hnr"])
ORIGINS = st.sampled_from(["real", "nav", "nhn", "tenor"])


def read(digits: str) -> NationalNumber | NumberFault:
    try:
        return NationalNumber(digits)
    except NumberRefused as refused:
        return refused.fault


@given(st.dates(), KINDS, ORIGINS, st.integers(0, 999))
def test_a_made_number_is_read_as_it_was_made(day, kind, origin, individual) -> None:
    number = made(day.day, day.month, day.year % 100, individual, kind=kind, origin=origin)
    if day.month == 2 and day.day == 29 and day.year % 100 % 4:
        raise AssertionError("a leap year's two last digits can be divided by four")
    if number is None:
        return
    found = NationalNumber(number)
    expected = Reading(Kind(kind), Origin.REAL if kind == "hnr" else Origin(origin))
    assert expected in found.readings
    assert len(found.readings) == (2 if kind == "hnr" or (kind, origin) == ("fnr", "nav") else 1)
    assert holds_national_number(number)


@given(st.dates(), ORIGINS, st.integers(0, 999), st.sampled_from([1, 2, 3]))
def test_a_number_by_the_rule_of_2032_is_read_as_new(day, origin, individual, remainder) -> None:
    nine = f"{day.day:02}{day.month + {'real': 0, 'nav': 40, 'nhn': 65, 'tenor': 80}[origin]:02}"
    for number in endings(f"{nine}{day.year % 100:02}{individual:03}", (remainder,)):
        found = NationalNumber(number)
        assert (found.is_new_kind, found.readings) == (True, (Reading(Kind.FNR, Origin(origin)),))


@given(st.text("0123456789", min_size=11, max_size=11))
def test_eleven_digits_are_read_exactly_when_another_computation_says_so(digits: str) -> None:
    fits = {remainder for remainder in range(4) if digits in endings(digits[:9], (remainder,))}
    found = read(digits)
    if isinstance(found, NationalNumber):
        assert fits == ({0} if not found.is_new_kind else fits - {0})
        assert fits
        assert holds_national_number(digits)
    else:
        is_new_help_number = digits[0] in "89" and not fits <= {0}
        assert not fits or found is NumberFault.DATE or is_new_help_number


@given(st.dates(), st.sampled_from(["fnr", "dnr"]), ORIGINS, st.integers(0, 999), st.integers(0, 10), st.integers(1, 9))
def test_one_changed_digit_is_refused_but_for_what_the_rule_of_2032_lets_by(
    day, kind, origin, individual, at, added
) -> None:
    """The second sum is zero modulo 11 and its weights are not: changing one digit always breaks it, under any rule."""
    number = made(day.day, day.month, day.year % 100, individual, kind=kind, origin=origin)
    if number is not None:
        changed = f"{number[:at]}{(int(number[at]) + added) % 10}{number[at + 1 :]}"
        assert read(changed) in (NumberFault.CHECK_DIGITS, NumberFault.DATE)


@given(st.dates(), ORIGINS, st.integers(0, 999), st.integers(0, 9))
def test_two_neighbours_that_change_places_are_refused(day, origin, individual, at) -> None:
    """The second sum's neighbouring weights differ modulo 11, so swapping two unlike digits always breaks it."""
    assert all(left != right for left, right in pairwise((5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)))
    number = made(day.day, day.month, day.year % 100, individual, origin=origin)
    if number is not None and number[at] != number[at + 1]:
        swapped = f"{number[:at]}{number[at + 1]}{number[at]}{number[at + 2 :]}"
        assert read(swapped) in (NumberFault.CHECK_DIGITS, NumberFault.DATE)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    found = read(text)
    assert isinstance(found, NationalNumber | NumberFault)


@given(st.integers(800_000_000, 999_999_999))
def test_a_help_number_is_read_as_one_and_by_the_old_rule_only(nine: int) -> None:
    for remainder in range(4):
        for number in endings(str(nine), (remainder,)):
            found = read(number)
            if remainder == 0:
                assert isinstance(found, NationalNumber)
                assert found.readings == (Reading(Kind.FHN, Origin.REAL),)
            else:
                assert found is NumberFault.CHECK_DIGITS
