import pytest

from samspill.kernel.organisation_numbers import (
    OrganisationNumber,
    check_digit,
    parse_organisation_number,
    show_organisation_number,
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "nine digits"),
        ("99346704", "nine digits"),
        ("9934670499", "nine digits"),
        ("99346704x", "nine digits"),
        ("993.467.049", "nine digits"),
        ("NO993467049MVA", "nine digits"),
        ("٩٩٣٤٦٧٠٤٩", "nine digits"),
        ("99346704²", "nine digits"),
        ("793467049", "begins with 8 or 9"),
        ("000000000", "begins with 8 or 9"),
        ("993467048", "check digit"),
        ("993467094", "check digit"),
        ("900000090", "check digit"),
        ("900000091", "check digit"),
    ],
)
def test_text_that_is_no_organisation_number_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_organisation_number(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("993467049", "993467049"),
        ("993 467 049", "993467049"),
        (" 993\N{NO-BREAK SPACE}467\N{NO-BREAK SPACE}049\n", "993467049"),
        ("883971752", "883971752"),
        ("958935420", "958935420"),
    ],
)
def test_organisation_number_is_read_with_and_without_spaces(text: str, number: str) -> None:
    assert parse_organisation_number(text) == number


@pytest.mark.parametrize(
    ("first_eight", "digit"),
    [("99346704", 9), ("88397175", 2), ("95893542", 0), ("90000009", None)],
)
def test_check_digit_follows_modulus_11_and_a_digit_of_ten_gives_none(first_eight: str, digit: int | None) -> None:
    assert check_digit(first_eight) == digit


def test_organisation_number_is_shown_in_threes_that_do_not_break() -> None:
    assert show_organisation_number(OrganisationNumber("993467049")) == "993\u00a0467\u00a0049"
