"""Two files of the same plan make one plan; the cleaner wins, the other lends what is missing."""

from tests.factories import unseen_plans as unseen

from samspill.plan.importing.api import understand
from samspill.plan.importing.contracts import Flag

FRONT = """Porteføljeplan

1 Trygg hjemreise
2 Søvn og smerte
3 Felles journal

"""
GOALS = """Trygg hjemreise

Målbilde:

Alle som reiser hjem fra sykehuset, skal ha en plan de forstår, og vite hvem de kan ringe til når noe er vanskelig

Søvn og smerte

Målbilde:

Ingen skal gå med smerter om natten fordi tjenestene ikke har snakket sammen om behandlingen

"""
ROWS = """Bygge grunnmur

Lage felles sjekkliste for hjemreise som pårørende og pasienten selv kan fylle ut på forhånd

Kartlegge
behovet

Prøve ut
i to bydeler

Innføre
overalt

Prøve ut videosamtale mellom sykehus, fastlege og hjemmetjeneste den siste dagen før hjemreise

Planlagt
"""
OTHER = """Søvn og smerte

TILTAK 2024 2025 Fokus for 2026

Bygge grunnmur

Lage felles råd om smertelindring til sykehjem, hjemmetjeneste og legevakt i hele regionen
"""
HEADS = "TILTAK 2024 2025 Fokus for 2026\n\n"
HEADLESS = f"{FRONT}{GOALS}\fTrygg hjemreise\n\n{ROWS}\f{OTHER}"
HEADED = f"{GOALS}\fTrygg hjemreise\n\n{HEADS}{ROWS}\f{OTHER}"
MISREAD = FRONT.replace("plan\n", "plan 2026\n") + HEADED.translate(str.maketrans({"å": "a", "ø": "g", "æ": "e"}))


def test_the_twin_lends_heads_and_the_year_of_the_title_and_says_so() -> None:
    plan = understand([unseen.text(HEADLESS, "ren.txt"), unseen.text(MISREAD, "skannet.txt")])

    first, second, _ = plan.measures
    assert plan.title is not None
    assert plan.title.text.endswith("2026")
    assert [(cell.year, cell.text.text) for cell in first.cells] == [
        (2024, "Kartlegge behovet"),
        (2025, "Prøve ut i to bydeler"),
        (2026, "Innføre overalt"),
    ]
    assert all(Flag.HEADS_FROM_TWIN in cell.text.flags for cell in first.cells)
    assert second.cells[0].year is None
    assert len(plan.areas) == 2


def test_another_plan_is_told_and_never_added() -> None:
    other = (
        (FRONT + HEADED)
        .replace("hjemreise", "graviditet")
        .replace("Lage felles sjekkliste", "Ansette jordmødre i turnus")
    )
    other = other.replace("videosamtale mellom sykehus, fastlege og hjemmetjeneste", "barselgrupper på helsestasjonen")
    plan = understand([unseen.text(FRONT + HEADED, "en.txt"), unseen.text(other, "to.txt")])

    assert len(plan.measures) == 3
    assert {notice.flag for notice in plan.notices} & {Flag.TWIN_DIFFERS, Flag.ONLY_IN_TWIN}
