"""Papers that hold no plan give no measures, and the refusal says what to do."""

import pytest
from tests.factories import unseen_plans as unseen

from samspill.documents.api import Document
from samspill.plan.importing.api import to_gold, understand

LETTER = """Til samarbeidsutvalget

Vi viser til møtet i mars og takker for invitasjonen til å komme med tanker om neste periode.

Etter vårt syn bør partene
• gi pasientene én dør inn
• dele kunnskap på tvers
• korte ned ventetiden

Vi ber om at tiltakene drøftes før sommeren 2026.

Med hilsen
Pasientforeningen
"""

MINUTES = """Referat fra møte i fagrådet 12.03.2026

Sak Oppfølging Ansvarlig Frist

Ny avtale om utskrivning

Sende utkastet på høring

Sekretariatet

Innen 01.05.2026
"""

INPUT = """Høringsinnspill til ny samhandlingsplan

1. Digitalisering bør gå raskere
• Kommunene trenger bedre støtte
• Sykehusene må dele mer

2. Rekruttering bør prioriteres
• Flere felles stillinger
"""


def budget() -> Document:
    return unseen.workbook(
        {
            "Budsjett 2026": [
                ["Post", "2025", "2026"],
                ["Lønn", "1 200 000", "1 260 000"],
                ["Reiser", "80 000", "60 000"],
            ]
        }
    )


def members() -> Document:
    return unseen.word_table(
        "Medlemmer i utvalget",
        [["Navn", "Rolle", "Kommune"], ["Leder", "Kommunalsjef", "Bykommunen"], ["Nestleder", "Direktør", "HF"]],
    )


def minutes_table() -> Document:
    return unseen.word_table(
        "Møtereferat fra samarbeidsutvalget",
        [["Oppgave", "Ansvarlig", "Frist"], ["Sende ut avtalen", "Sekretariatet", "1.6.2026"]],
    )


@pytest.mark.parametrize(
    "document",
    [unseen.text(LETTER), unseen.text(MINUTES), unseen.text(INPUT), budget(), members(), minutes_table()],
    ids=["letter", "minutes", "input", "budget", "members", "minutes with a table"],
)
def test_a_paper_that_is_no_plan_gives_no_measures_and_says_why(document: Document) -> None:
    plan = understand([document])

    assert plan.measures == ()
    assert plan.areas == ()
    assert plan.refusal is not None
    assert document.name in str(plan.refusal)
    assert to_gold(plan)["message"] == str(plan.refusal)


def test_no_documents_give_no_plan() -> None:
    assert understand([]).refusal is not None
