"""Small plans in the project's own words, to render and to read back."""

from datetime import date

from samspill.plan.importing.contracts import (
    Found,
    FoundArea,
    FoundCell,
    FoundDeadline,
    FoundGroup,
    FoundMeasure,
    FoundPlan,
)

COLOURS = {"Ikke påbegynt": "#c00000", "Under arbeid": "#ffc000", "Ferdigstilt": "#00b050"}


def said(text: str) -> Found:
    """Return a value that is certain."""
    return Found(text, text, page=1, confidence=1.0)


def portfolio() -> FoundPlan:
    """Return a plan with two areas, goals, groups and three years of cells with status."""
    years = (2024, 2025, 2026)

    def measure(title: str, *cells: tuple[int, str, str]) -> FoundMeasure:
        return FoundMeasure(
            said(title),
            cells=tuple(FoundCell(said(text), year, status=word, colour=COLOURS[word]) for year, text, word in cells),
        )

    first = FoundGroup(
        said("Bygge felles grunnmur"),
        (
            measure(
                "Felles oversikt over legemidler for pasienter som bor hjemme",
                (2024, "Forberede", "Ferdigstilt"),
                (2025, "Starte utprøving", "Under arbeid"),
                (2026, "Utvide til alle bydeler", "Ikke påbegynt"),
            ),
            measure("Faste møter mellom legevakt og akuttmottak hver måned", (2025, "Gjennomføre", "Under arbeid")),
        ),
    )
    second = FoundGroup(
        said("Prøve ut nye veier"), (measure("Hjemmebesøk etter utskriving", (2026, "Planlegge", "Ikke påbegynt")),)
    )
    return FoundPlan(
        documents=(),
        language="nb",
        title=said("Porteføljeplan 2026"),
        kind="porteføljeplan",
        owner=said("Sekretariatet for fellesskapet"),
        dated=date(2025, 11, 5),
        years=years,
        year_labels={2024: "2024", 2025: "2025", 2026: "Fokus for 2026"},
        columns=("FOKUSOMRÅDER", "2024", "2025", "Fokus for 2026"),
        status_scale=tuple(COLOURS),
        areas=(
            FoundArea(
                said("Deling av opplysninger"),
                number=1,
                goals=(said("Pasienten slipper å gjenta sin historie"), said("Fagfolk finner det de trenger")),
                groups=(first, second),
            ),
            FoundArea(
                said("Trygg overgang"),
                number=2,
                goals=(said("Ingen venter unødig på et tilbud"),),
                groups=(
                    FoundGroup(None, (measure("Felles sjekkliste ved utskriving", (2024, "Lage", "Ferdigstilt")),)),
                ),
            ),
        ),
    )


def action_plan() -> FoundPlan:
    """Return a plan with two areas and responsible, deadline and remark for each measure."""

    def measure(title: str, responsible: str, words: str, latest: date | None, remark: str = "") -> FoundMeasure:
        return FoundMeasure(
            said(title),
            responsible=said(responsible),
            deadline=FoundDeadline(said(words), latest),
            remark=said(remark) if remark else None,
        )

    return FoundPlan(
        documents=(),
        language="nb",
        title=said("Handlingsplan for samarbeid om arbeid og helse 2023-2025"),
        kind="handlingsplan",
        plan_responsible=said("Partene i avtalen"),
        years=(2023, 2024, 2025),
        columns=("Tema", "Tiltak", "Ansvarlig", "Tidsplan", "Merknad"),
        goals=(said("Flere beholder arbeidet under behandling"), said("Bedre erklæringer til rett tid")),
        areas=(
            FoundArea(
                said("Møteplasser"),
                groups=(
                    FoundGroup(
                        None,
                        (
                            measure(
                                "Invitere kontoret til utvalget når saken gjelder dem",
                                "Sekretariatet",
                                "Innen 31.12.23",
                                date(2023, 12, 31),
                            ),
                            measure(
                                "Holde fagdag om raskere avklaring for unge",
                                "Sykehuset og bydelene",
                                "Våren 2024",
                                date(2024, 6, 30),
                                "Vedtatt i utvalget 12.06.23",
                            ),
                        ),
                    ),
                ),
            ),
            FoundArea(
                said("Dokumentasjon"),
                groups=(
                    FoundGroup(
                        None,
                        (measure("Lage felles mal for erklæringer", "Fagnettverket", "30.06.25", date(2025, 6, 30)),),
                    ),
                ),
            ),
        ),
    )
