import pytest

from samspill.kernel.national_numbers import holds_national_number

# Built, not written: no file holds what passes as a national number.
FIRST, SECOND = (3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def numbered(start: str) -> str:
    """Put a serial digit and the two check digits behind eight digits, with the first serial digit that gives such."""
    for serial in "0123456789":
        number = start + serial
        for weights in (FIRST, SECOND):
            number += str(-sum(weight * int(digit) for weight, digit in zip(weights, number, strict=False)) % 11)
        if len(number) == 11:
            return number
    raise AssertionError(start)


ORDINARY, D_NUMBER, SYNTHETIC = numbered("01019010"), numbered("41019010"), numbered("01819010")
OURS, OTHER = "urn:oid:2.16.578.1.12.4.1.4.1", "urn:oid:2.16.578.1.12.4.1.4.4"


@pytest.mark.parametrize("number", [ORDINARY, D_NUMBER, SYNTHETIC])
@pytest.mark.parametrize("form", ["{}", "|{}", "navn {} og mer", f"{OURS}|{{}}"])
def test_national_number_is_found_however_it_stands(number: str, form: str) -> None:
    assert holds_national_number(form.format(number))


@pytest.mark.parametrize(
    "value",
    [
        "", "85354-9", "Hansen", ORDINARY[:10], ORDINARY + "1", ORDINARY[:10] + str((int(ORDINARY[10]) + 1) % 10),
        numbered("01139010"), f"{OTHER}|{ORDINARY}", f"{OURS}|",
    ],
)  # fmt: skip
def test_other_values_are_not_taken_for_one(value: str) -> None:
    assert not holds_national_number(value)


def test_whatever_stands_behind_a_national_system_counts() -> None:
    assert holds_national_number(f"{OURS}|feil")


@pytest.mark.parametrize("form", ["{}", "Patient/{}", "Patient/{}/_history/1", "urn:uuid:{}", "a,{}"])
def test_eleven_digits_within_a_uuid_are_no_national_number(form: str) -> None:
    number = next(each for each in (f"139170{last:05}" for last in range(1000)) if holds_national_number(each))
    identity = f"019c1c38-a400-769a-8b4b-b{number}"
    assert not holds_national_number(form.format(identity))
    assert holds_national_number(form.format(f"{identity}/{number}"))
    assert holds_national_number(form.format(f"b{number}"))
