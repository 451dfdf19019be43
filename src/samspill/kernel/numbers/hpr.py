"""Numbers in Helsepersonellregisteret (HPR): seven to nine digits, no check digit; they are public."""

from typing import NewType

from samspill.kernel.refusals import Invalid
from samspill.kernel.texts import say

HprNumber = NewType("HprNumber", str)


def parse_hpr_number(text: str) -> HprNumber:
    """Return an HPR number without the zeros that NAV puts before it to make nine digits.

    Raises:
        Invalid: it has not seven to nine digits. The text is not repeated: a person's number may stand in its place.
    """
    digits = "".join(text.split())
    number = digits.lstrip("0")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9 or len(number) < 7:
        raise Invalid(
            say("HPR-nummeret har feil form."),
            why=say("Et HPR-nummer har sju til ni sifre."),
            remedy=say("Finn nummeret i Helsepersonellregisteret, og rett det."),
        )
    return HprNumber(number)


def pad_hpr_number(number: HprNumber) -> str:
    """Return the number as NAV writes it: nine digits, zeros first."""
    return number.zfill(9)
