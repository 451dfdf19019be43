"""How the lines of a cell become one text: a hyphen that only broke the line goes, a word's own stays."""

import pytest

from samspill.plan.importing.contracts import Flag
from samspill.plan.importing.lexicon import lexicon_of


@pytest.mark.parametrize(
    ("lines", "joined", "flags"),
    [
        (["Oversikt over pasient-", "flyten i byen"], "Oversikt over pasientflyten i byen", (Flag.WORD_JOINED,)),
        (["Lege-", "og sykepleierråd"], "Lege- og sykepleierråd", ()),
        (["Møte med NAV-", "kontoret"], "Møte med NAV-kontoret", ()),
        (["Fra lege-", "til-lege-kontakt"], "Fra lege-til-lege-kontakt", ()),
        (["I Nord-", "Norge"], "I Nord-Norge", ()),
    ],
)
def test_a_hyphen_at_a_line_end(lines: list[str], joined: str, flags: tuple[Flag, ...]):
    assert lexicon_of(lines).joined(lines) == (joined, flags)


def test_a_word_that_the_document_writes_with_a_hyphen_keeps_it():
    lines = ["Prøve nær-hjelp i to bydeler", "Mer nær-", "hjelp"]
    assert lexicon_of(lines).joined(lines[1:]) == ("Mer nær-hjelp", ())
