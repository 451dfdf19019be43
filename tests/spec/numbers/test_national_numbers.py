"""One parser for every kind and series of national number; the note's vectors, and what the arithmetic itself says."""

import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from tests.factories.national_numbers import endings, made, some
from tests.shared import SHARED

from samspill.kernel.numbers.admitting import Deployment, admit
from samspill.kernel.numbers.arithmetic import first_remainder, second_remainder
from samspill.kernel.numbers.births import Birth, Sex, read_birth
from samspill.kernel.numbers.national import Kind, NationalNumber, Origin, Reading, parse_national_number
from samspill.kernel.numbers.refusing import NumberFault, NumberRefused
from samspill.kernel.numbers.systems import DNR, FHN, FNR, KINDS

VECTORS = json.loads((Path(__file__).parent / "synthetic_numbers.json").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 22)


def fault(digits: str) -> NumberFault:
    with pytest.raises(NumberRefused) as refused:
        NationalNumber(digits)
    return refused.value.fault


@pytest.mark.parametrize("vector", VECTORS["valid"], ids=[f"{at}" for at in range(len(VECTORS["valid"]))])
def test_a_published_test_number_is_read_as_its_series(vector: dict[str, str]) -> None:
    assert Reading(Kind(vector["kind"]), Origin(vector["origin"])) in NationalNumber(vector["number"]).readings


def test_only_navs_fodselsnummer_can_be_read_in_two_ways() -> None:
    ambiguous = [one["origin"] for one in VECTORS["valid"] if len(NationalNumber(one["number"]).readings) == 2]
    assert ambiguous == ["nav", "nav", "nav"]


def test_a_number_by_the_rule_of_2032_is_a_number_from_which_no_birth_is_read() -> None:
    number = NationalNumber(next(found for serial in range(1000) for found in endings(f"218377{serial:03}", (3,))))
    assert (number.is_new_kind, number.readings) == (True, (Reading(Kind.FNR, Origin.TENOR),))
    assert read_birth(number, reading=number.readings[0], at=TODAY) is None


def test_navs_mock_patient_has_a_first_check_digit_by_the_new_rule_and_a_second_that_no_rule_allows() -> None:
    """The note says that it passes; Skatteetaten leaves the second check digit as it was, and it does not fit."""
    digits = VECTORS["first_check_digit_by_the_rule_of_2032_but_second_wrong"]
    assert (first_remainder(digits), second_remainder(digits)) == (3, 8)
    assert fault(digits) is NumberFault.CHECK_DIGITS


@pytest.mark.parametrize("digits", VECTORS["invalid"], ids=["0"])
def test_the_patient_of_tillitsrammeverks_examples_has_wrong_check_digits(digits: str) -> None:
    assert fault(digits) is NumberFault.CHECK_DIGITS


NOTE = SHARED / "domain" / "norwegian-specs.md"


def vectors_of_the_note(begins: str, ends: str) -> list[str]:
    """Read the numbers that stand between two words of the note's line of vectors."""
    (line,) = [line for line in NOTE.read_text(encoding="utf-8").splitlines() if line.startswith("- Vectors valid:")]
    return re.findall(r"\b\d{11}\b", line.partition(begins)[2].partition(ends)[0])


@pytest.mark.outside
def test_every_valid_vector_of_the_note_is_read() -> None:
    numbers = vectors_of_the_note("valid:", "Invalid:")
    assert len(numbers) == 21
    assert [number for number in numbers if not NationalNumber(number).readings] == []


@pytest.mark.outside
def test_old_test_persons_look_real() -> None:
    numbers = vectors_of_the_note("look like real numbers:", "Invalid:")
    assert [NationalNumber(number).readings for number in numbers] == [(Reading(Kind.FNR, Origin.REAL),)] * 8


@pytest.mark.outside
def test_the_notes_ordinary_d_number_is_one() -> None:
    (number,) = vectors_of_the_note("(+65);", "Old NHN")
    assert NationalNumber(number).readings == (Reading(Kind.DNR, Origin.REAL),)


@pytest.mark.outside
def test_no_invalid_vector_of_the_note_is_read() -> None:
    numbers = vectors_of_the_note("Invalid:", "\n")
    assert [fault(number) for number in numbers] == [NumberFault.CHECK_DIGITS]


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ("", NumberFault.FORM),
        ("1" * 10, NumberFault.FORM),
        ("1" * 12, NumberFault.FORM),
        ("1304701234x", NumberFault.FORM),
        ("\u0661" * 11, NumberFault.FORM),
        ("13047 12345", NumberFault.FORM),
        ("00017012345", NumberFault.DATE),
        ("32017012345", NumberFault.DATE),
        ("72017012345", NumberFault.DATE),
        ("01007012345", NumberFault.DATE),
        ("01137012345", NumberFault.DATE),
        ("01407012345", NumberFault.DATE),
        ("01537012345", NumberFault.DATE),
        ("01657012345", NumberFault.DATE),
        ("01787012345", NumberFault.DATE),
        ("01807012345", NumberFault.DATE),
        ("01937012345", NumberFault.DATE),
        ("30027012345", NumberFault.DATE),
        ("29027112345", NumberFault.DATE),
        ("31047012345", NumberFault.DATE),
    ],
)
def test_what_cannot_be_a_number_is_refused_with_its_reason(digits: str, expected: NumberFault) -> None:
    assert fault(digits) is expected


@pytest.mark.parametrize(
    ("start", "kind", "origin"),
    [
        ("130470", Kind.FNR, Origin.REAL),
        ("530470", Kind.DNR, Origin.REAL),
        ("138470", Kind.FNR, Origin.TENOR),
        ("538470", Kind.DNR, Origin.TENOR),
        ("534470", Kind.DNR, Origin.NAV),
        ("136970", Kind.FNR, Origin.NHN),
        ("536970", Kind.DNR, Origin.NHN),
        ("290200", Kind.FNR, Origin.REAL),
        ("312999", None, None),
        ("812345", Kind.FHN, Origin.REAL),
        ("999999", Kind.FHN, Origin.REAL),
    ],
)
def test_the_first_six_digits_tell_kind_and_series(start: str, kind: Kind | None, origin: Origin | None) -> None:
    number = next(found for serial in range(1000) for found in endings(f"{start}{serial:03}"))
    if kind is None or origin is None:
        assert fault(number) is NumberFault.DATE
    else:
        assert NationalNumber(number).readings == (Reading(kind, origin),)


def test_a_month_with_40_added_is_an_h_number_or_navs() -> None:
    number = NationalNumber(some("hnr"))
    assert number.readings == (Reading(Kind.HNR, Origin.REAL), Reading(Kind.FNR, Origin.NAV))


def test_a_help_number_by_the_rule_of_2032_does_not_exist() -> None:
    number = next(found for serial in range(1000) for found in endings(f"812345{serial:03}", (1, 2, 3)))
    assert fault(number) is NumberFault.CHECK_DIGITS


def test_an_h_number_by_the_rule_of_2032_can_only_be_navs() -> None:
    number = next(found for serial in range(1000) for found in endings(f"134470{serial:03}", (1, 2, 3)))
    assert NationalNumber(number).readings == (Reading(Kind.FNR, Origin.NAV),)


def test_people_may_write_blanks() -> None:
    digits = some()
    assert parse_national_number(f" {digits[:6]} {digits[6:]}\n").digits == digits


SYNTHETIC, REAL, EITHER = some("fnr", "tenor"), some("fnr", "real"), some("hnr")


@pytest.mark.parametrize(
    ("deployment", "digits", "system", "expected"),
    [
        (Deployment.PRODUCTION, SYNTHETIC, FNR, NumberFault.SYNTHETIC),
        (Deployment.PRODUCTION, some("dnr", "nav"), DNR, NumberFault.SYNTHETIC),
        (Deployment.PRODUCTION, some("fnr", "nhn"), FNR, NumberFault.SYNTHETIC),
        (Deployment.PRODUCTION, EITHER, FNR, NumberFault.SYNTHETIC),
        (Deployment.PRODUCTION, some("dnr", "real"), FNR, NumberFault.OTHER_KIND),
        (Deployment.PRODUCTION, REAL, DNR, NumberFault.OTHER_KIND),
        (Deployment.DEMO, REAL, FNR, NumberFault.REAL_FORM),
        (Deployment.DEMO, some("dnr", "real"), DNR, NumberFault.REAL_FORM),
        (Deployment.DEMO, EITHER, FHN, NumberFault.REAL_FORM),
        (Deployment.DEMO, SYNTHETIC, FHN, NumberFault.OTHER_KIND),
    ],
)  # fmt: skip
def test_a_number_that_does_not_belong_here_is_refused(
    deployment: Deployment, digits: str, system: str, expected: NumberFault
) -> None:
    with pytest.raises(NumberRefused) as refused:
        admit(NationalNumber(digits), deployment=deployment, kinds=KINDS[system])
    assert refused.value.fault is expected


@pytest.mark.parametrize(
    ("deployment", "digits", "reading"),
    [
        (Deployment.PRODUCTION, REAL, Reading(Kind.FNR, Origin.REAL)),
        (Deployment.PRODUCTION, EITHER, Reading(Kind.HNR, Origin.REAL)),
        (Deployment.DEMO, EITHER, Reading(Kind.FNR, Origin.NAV)),
        (Deployment.DEMO, SYNTHETIC, Reading(Kind.FNR, Origin.TENOR)),
    ],
)
def test_the_deployment_decides_how_a_number_is_read(deployment: Deployment, digits: str, reading: Reading) -> None:
    assert admit(NationalNumber(digits), deployment=deployment) == reading


def test_a_demo_takes_no_help_number_for_it_looks_real() -> None:
    number = next(found for serial in range(1000) for found in endings(f"812345{serial:03}"))
    with pytest.raises(NumberRefused) as refused:
        admit(NationalNumber(number), deployment=Deployment.DEMO)
    assert refused.value.fault is NumberFault.REAL_FORM


@pytest.mark.parametrize(
    ("year", "individual", "century"),
    [
        (0, 0, 1900), (99, 499, 1900), (53, 499, 1900), (54, 500, 1800), (99, 749, 1800), (0, 500, 2000),
        (26, 999, 2000), (40, 900, 1900), (99, 999, 1900),
        (40, 899, None), (53, 500, None), (54, 750, None), (99, 899, None), (27, 500, None), (39, 999, None),
    ],
)  # fmt: skip
def test_the_century_is_read_from_the_individual_number(year: int, individual: int, century: int | None) -> None:
    near = [one for one in range(max(individual - 6, 0), min(individual + 7, 1000)) if _same_part(one, individual)]
    number, serial = next((found, one) for one in near if (found := made(13, 4, year, one, origin="tenor")))
    expected = None
    if century is not None:
        expected = Birth(date(century + year, 4, 13), Sex.MALE if serial % 2 else Sex.FEMALE)
    read = NationalNumber(number)
    assert read_birth(read, reading=read.readings[0], at=TODAY) == expected


def _same_part(one: int, other: int) -> bool:
    edges = (0, 500, 750, 900, 1000)
    return any(low <= one < high and low <= other < high for low, high in pairwise(edges))


@pytest.mark.parametrize("digits", [EITHER, next(found for at in range(999) for found in endings(f"912345{at:03}"))])
def test_no_birth_is_read_from_a_help_number(digits: str) -> None:
    number = NationalNumber(digits)
    assert read_birth(number, reading=number.readings[0], at=TODAY) is None


def test_no_birth_is_read_from_any_number_once_new_ones_are_given() -> None:
    number = NationalNumber(SYNTHETIC)
    assert read_birth(number, reading=number.readings[0], at=date(2031, 12, 31)) is not None
    assert read_birth(number, reading=number.readings[0], at=date(2032, 1, 1)) is None


def test_29_february_1900_is_no_birthday() -> None:
    number = next(found for serial in range(500) for found in endings(f"298200{serial:03}"))
    read = NationalNumber(number)
    assert read_birth(read, reading=read.readings[0], at=TODAY) is None
