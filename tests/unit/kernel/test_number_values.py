"""A national number is carried about without being shown; HPR numbers are read as they are written."""

import copy
import dataclasses
import json
import logging
import pickle
import traceback

import pytest
import structlog
from tests.factories.national_numbers import some

from samspill.kernel.numbers.hpr import pad_hpr_number, parse_hpr_number
from samspill.kernel.numbers.national import NationalNumber
from samspill.kernel.numbers.refusing import NumberFault, NumberRefused
from samspill.kernel.refusals import Invalid

DIGITS = some()
NUMBER = NationalNumber(DIGITS)


@dataclasses.dataclass
class Holder:
    number: NationalNumber


@pytest.mark.parametrize(
    "shown",
    [
        repr(NUMBER), str(NUMBER), f"{NUMBER}", f"{NUMBER:>40}", f"{NUMBER!r}", "%s".__mod__((NUMBER,)),
        repr([NUMBER]), repr({NUMBER: NUMBER}), repr(Holder(NUMBER)), repr(dataclasses.asdict(Holder(NUMBER))),
        repr(copy.deepcopy(NUMBER)), json.dumps({"number": NUMBER}, default=str),
    ],
    ids=[str(at) for at in range(12)],
)  # fmt: skip
def test_no_way_of_writing_a_number_shows_its_digits(shown: str) -> None:
    assert DIGITS not in shown
    assert "fnr/tenor" in shown


def test_a_log_line_does_not_show_the_digits(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        logging.getLogger("samspill.test").info("who %s", NUMBER)
    assert caplog.messages == ["who <national number, fnr/tenor>"]
    assert DIGITS not in structlog.processors.JSONRenderer()(None, "info", {"event": "x", "who": NUMBER})


def test_a_number_is_not_pickled() -> None:
    with pytest.raises(TypeError, match="not pickled") as refused:
        pickle.dumps(NUMBER)
    assert DIGITS not in str(refused.value)


def test_a_copy_is_the_number_itself() -> None:
    assert copy.copy(NUMBER) is NUMBER
    assert copy.deepcopy(NUMBER) is NUMBER


def test_a_number_does_not_change() -> None:
    with pytest.raises(AttributeError):
        NUMBER.digits = "1"
    with pytest.raises(AttributeError):
        del NUMBER.digits


def test_numbers_are_equal_when_their_digits_are() -> None:
    assert NationalNumber(DIGITS) == NUMBER
    assert {NUMBER: 1}[NationalNumber(DIGITS)] == 1
    assert NationalNumber(some(skip=1)) != NUMBER
    assert NUMBER != DIGITS


@pytest.mark.parametrize(
    "spoilt", [DIGITS[:-1], f"{DIGITS[:-1]}{(int(DIGITS[-1]) + 1) % 10}", f"99{DIGITS[2:]}", f"{DIGITS}1"]
)
def test_a_refusal_does_not_repeat_what_was_written(spoilt: str) -> None:
    with pytest.raises(NumberRefused) as refused:
        NationalNumber(spoilt)
    told = "".join(traceback.format_exception_only(refused.value)) + repr(refused.value) + repr(refused.value.args)
    assert spoilt not in told
    assert not any(letter.isdigit() for letter in told.replace("8 eller 9", ""))


@pytest.mark.parametrize("fault", list(NumberFault))
def test_every_fault_says_what_why_and_what_to_do(fault: NumberFault) -> None:
    assert len(NumberRefused(fault).sentences) == 3


@pytest.mark.parametrize(
    ("text", "number"),
    [("9144900", "9144900"), ("009144900", "9144900"), ("222200068", "222200068"), (" 914 4900 ", "9144900")],
)
def test_an_hpr_number_is_read_without_navs_zeros(text: str, number: str) -> None:
    assert parse_hpr_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "123456", "000123456", "0009144900", "2222000681", "914490x", "\u0661" * 8, DIGITS]
)
def test_what_is_no_hpr_number_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_hpr_number(text)
    assert not text or text not in str(refused.value)


def test_an_hpr_number_is_padded_as_nav_does() -> None:
    assert pad_hpr_number(parse_hpr_number("9144900")) == "009144900"
