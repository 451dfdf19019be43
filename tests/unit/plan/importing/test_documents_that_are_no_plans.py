"""Papers that hold no plan give no measures, and the refusal says what to do."""

import pytest
from tests.factories import office_plans as office
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


def minutes_without_the_word() -> Document:
    return office.word(
        ("Heading 1", "Samarbeidsutvalget – møte 12. mars 2026"),
        ("Normal", "Til stede: leder, nestleder og sekretær"),
        ("Heading 2", "Oppfølging"),
        [["Tiltak", "Ansvarlig", "Frist"], ["Sende brev", "Sekretariatet", "1.4.2026"]],
    )


def budget_without_the_word() -> Document:
    rows = [["Tiltak", "Plan 2025", "Plan 2026"], ["Fagdager", "50 000", "75 000"], ["Sum", "50 000", "75 000"]]
    return office.workbook({"Ark1": rows})


def tasks_of_an_office() -> Document:
    return office.word(
        ("Heading 1", "Oppgavefordeling i sekretariatet"),
        [["Oppgaver", "Ansvarlig"], ["Nettside", "Rådgiver A"], ["Økonomi", "Rådgiver B"]],
    )


def delegation() -> Document:
    return office.word(
        ("Title", "Delegasjonsreglement for kommunen"),
        ("Heading 1", "1 Formål"),
        ("Normal", "Reglementet fastsetter hvem som kan ta avgjørelser."),
        [["Område", "Oppgave", "Ansvarlig"], ["Helse", "Vedtak etter loven", "Kommunedirektøren"]],
        ("List Bullet", "kan inngå avtaler innen rammen"),
    )


def contents_on_tabs() -> Document:
    return office.word(
        ("Title", "Handlingsplan 2026"),
        ("Heading 1", "Innhold"),
        ("Normal", "1 Innledning\t3"),
        ("Normal", "2 Innsatsområder\t5"),
        ("Normal", "2.1 Barn og unge\t6"),
        ("Normal", "2.2 Eldre\t9"),
    )


CONTENTS = """Innhold

1 Innledning ........ 3
2 Handlingsplan 2026 ........ 5
2.1 Barn og unge ........ 6
2.2 Eldre ........ 9
3 Tiltak ........ 12
"""

CONSULTATION = """Helsedirektoratet

Høring – forslag til nasjonal handlingsplan for sjeldne diagnoser

Vi takker for muligheten til å uttale oss. Vi anbefaler at direktoratet:
• styrker kommunenes kompetanse
• avklarer ansvar innen 2027

Med vennlig hilsen
Brukerutvalget
"""

ADVERTISEMENT = """<h1>Vi søker prosjektleder</h1><p>Frist: 1.5.2026</p><h2>Arbeidsoppgaver</h2>
<ul><li>Lede tiltaksarbeid</li><li>Følge opp handlingsplanen</li></ul><h2>Krav</h2><ul><li>Mastergrad</li></ul>"""

PROGRAMME = """<h1>Kursprogram høsten 2026</h1><table><tr><th>Tid</th><th>Aktivitet</th><th>Ansvarlig</th></tr>
<tr><td>09.00</td><td>Velkommen</td><td>Leder</td></tr><tr><td>09.15</td><td>Demens</td><td>Overlege</td></tr></table>"""

NEWS = """<h1>Ny handlingsplan vedtatt</h1><p>Partnerskapsmøtet vedtok en ny plan.</p><h2>Les også</h2>
<ul><li>Nytt sykehus åpnet</li><li>Flere fastleger</li></ul>"""


def agreement() -> Document:
    return office.word(
        ("Title", "Samarbeidsavtale mellom kommunen og helseforetaket"),
        ("Heading 1", "2 Ansvar"),
        [["Oppgave", "Ansvarlig"], ["Varsle om innleggelse", "Sykehuset"], ["Melde behov", "Kommunen"]],
    )


def yearly_report() -> Document:
    return office.word(("Title", "Årsrapport 2025"), [["Aktivitet", "Deltakere"], ["Fagdag", "120"]])


PAPERS = {
    "news": unseen.page(NEWS),
    "agreement": agreement(),
    "yearly report": yearly_report(),
    "letter": unseen.text(LETTER),
    "minutes": unseen.text(MINUTES),
    "input": unseen.text(INPUT),
    "budget": budget(),
    "members": members(),
    "minutes with a table": minutes_table(),
    "minutes without the word": minutes_without_the_word(),
    "budget without the word": budget_without_the_word(),
    "tasks of an office": tasks_of_an_office(),
    "delegation": delegation(),
    "contents with dots": unseen.text(CONTENTS),
    "contents on tabs": contents_on_tabs(),
    "consultation": unseen.text(CONSULTATION),
    "advertisement": unseen.page(ADVERTISEMENT),
    "programme": unseen.page(PROGRAMME),
}


@pytest.mark.parametrize("document", PAPERS.values(), ids=PAPERS.keys())
def test_a_paper_that_is_no_plan_gives_no_measures_and_says_why(document: Document) -> None:
    plan = understand([document])

    assert plan.measures == ()
    assert plan.areas == ()
    assert plan.refusal is not None
    assert document.name in str(plan.refusal)
    assert to_gold(plan)["message"] == str(plan.refusal)


def test_no_documents_give_no_plan() -> None:
    assert understand([]).refusal is not None
