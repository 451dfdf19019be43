"""What can be wrong with a person's number, in sentences that never repeat it."""

from enum import StrEnum

from samspill.kernel.refusals import Invalid
from samspill.kernel.texts import Text, say


class NumberFault(StrEnum):
    """What is wrong."""

    FORM = "form"
    DATE = "date"
    CHECK_DIGITS = "check_digits"
    OTHER_KIND = "other_kind"
    SYNTHETIC = "synthetic"
    REAL_FORM = "real_form"


class NumberRefused(Invalid):
    """A person's number that is not taken; the number itself stands nowhere in it.

    Attributes:
        fault: what is wrong.
    """

    def __init__(self, fault: NumberFault) -> None:
        self.fault = fault
        what, why, remedy = _SENTENCES[fault]
        super().__init__(what, why=why, remedy=remedy)


_READ_AGAIN = say("Les nummeret på nytt fra kilden, og rett det.")

_SENTENCES: dict[NumberFault, tuple[Text, Text, Text]] = {
    NumberFault.FORM: (
        say("Personnummeret har feil form."),
        say("Fødselsnummer, D-nummer, H-nummer og felles hjelpenummer har elleve sifre."),
        _READ_AGAIN,
    ),
    NumberFault.DATE: (
        say("Personnummeret begynner ikke med en dato som finnes."),
        say("Bare felles hjelpenummer, som begynner med 8 eller 9, er uten dato."),
        _READ_AGAIN,
    ),
    NumberFault.CHECK_DIGITS: (
        say("Kontrollsifrene i personnummeret stemmer ikke."),
        say("Minst ett siffer er feil, eller to har byttet plass."),
        _READ_AGAIN,
    ),
    NumberFault.OTHER_KIND: (
        say("Personnummeret er av et annet slag enn det står som."),
        say("Fødselsnummer, D-nummer og hjelpenummer har hver sin adresse (OID)."),
        say("Rett adressen, eller nummeret."),
    ),
    NumberFault.SYNTHETIC: (
        say("Personnummeret er laget for test, og tas ikke imot her."),
        say("Dette er en tjeneste i drift, for virkelige personer."),
        say("Bruk personens eget nummer, eller prøv i et testmiljø."),
    ),
    NumberFault.REAL_FORM: (
        say("Personnummeret kan tilhøre en virkelig person, og tas ikke imot her."),
        say("Dette er et demomiljø: bare numre laget for test får lagres."),
        say("Bruk et nummer fra Tenor eller en annen testserie."),
    ),
}
