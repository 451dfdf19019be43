"""Plan documents of shapes that no rule was written from, each held against what a person reads out of it."""

from datetime import date

from tests.factories import unseen_plans as unseen

from samspill.plan.importing.api import understand
from samspill.plan.importing.contracts import Flag, FoundPlan


def titles(plan: FoundPlan) -> list[str | None]:
    return [measure.title.text if measure.title else None for measure in plan.measures]


def areas(plan: FoundPlan) -> list[str | None]:
    return [area.name.text if area.name else None for area in plan.areas]


def responsible(plan: FoundPlan) -> list[str | None]:
    return [measure.responsible.text if measure.responsible else None for measure in plan.measures]


def latest(plan: FoundPlan) -> list[date | None]:
    return [measure.deadline.latest if measure.deadline else None for measure in plan.measures]


NUMBERED = """Tiltaksplan 2025-2027 for samarbeid om fallforebygging

Mål for perioden:
• Færre eldre brekker hoften
• Flere trener hjemme

1. Forebygging i hjemmet

1.1 Tilby hjemmebesøk til alle over 80 år
Ansvarlig: Bydelene
Frist: 31.12.2025

1.2 Lage en sjekkliste for trygg bolig
Ansvarlig: Ergoterapeutene i bydelene og på sykehuset
Frist: 1. kvartal 2026

2. Opplæring

2.1 Holde felles kurs i balansetrening
Ansvarlig: Sykehuset
Frist: høsten 2026
"""


def test_numbered_measures_with_labels_keep_their_areas_and_deadlines() -> None:
    plan = understand([unseen.text(NUMBERED)])

    assert titles(plan) == [
        "Tilby hjemmebesøk til alle over 80 år",
        "Lage en sjekkliste for trygg bolig",
        "Holde felles kurs i balansetrening",
    ]
    assert areas(plan) == ["Forebygging i hjemmet", "Opplæring"]
    assert [area.number for area in plan.areas] == [1, 2]
    assert responsible(plan) == ["Bydelene", "Ergoterapeutene i bydelene og på sykehuset", "Sykehuset"]
    assert latest(plan) == [date(2025, 12, 31), date(2026, 3, 31), date(2026, 12, 31)]
    assert [goal.text for goal in plan.goals] == ["Færre eldre brekker hoften", "Flere trener hjemme"]


def test_status_words_in_a_column_are_kept_as_they_stand() -> None:
    rows: list[list[str | None]] = [
        ["Handlingsplan for legemiddelsamstemming 2026"],
        [],
        ["Nr", "Tiltak", "Ansvar", "Frist", "Status"],
        ["1", "Innføre felles skjema ved innleggelse", "Sykehuset", "1.3.2026", "Pågår"],
        ["2", "Evaluere skjemaet etter et halvt år", "Fagrådet", "Q4 2026", "Ikke startet"],
    ]
    plan = understand([unseen.workbook({"Ark1": rows})])

    assert titles(plan) == ["Innføre felles skjema ved innleggelse", "Evaluere skjemaet etter et halvt år"]
    assert [measure.status.text for measure in plan.measures if measure.status] == ["Pågår", "Ikke startet"]
    assert [measure.number for measure in plan.measures] == ["1", "2"]
    assert latest(plan) == [date(2026, 3, 1), date(2026, 12, 31)]
    assert plan.title is not None
    assert plan.title.text == "Handlingsplan for legemiddelsamstemming 2026"


def test_a_workbook_with_a_sheet_per_area_names_areas_after_sheets() -> None:
    head: list[str | None] = ["Tiltak", "Ansvarlig", "Frist", "Status"]
    plan = understand(
        [
            unseen.workbook(
                {
                    "Barn og unge": [head, ["Lage felles inntaksteam", "BUP", "31.12.26", "Planlagt"]],
                    "Rus": [
                        head,
                        ["Åpne lavterskeltilbud i sentrum", "Kommunen", "Løpende", "I gang"],
                        ["Skrive rutine for overdose", "Legevakten", "mai 2026", "Ferdig"],
                    ],
                }
            )
        ]
    )

    assert areas(plan) == ["Barn og unge", "Rus"]
    assert [len(area.groups[0].measures) for area in plan.areas] == [1, 2]
    assert latest(plan) == [date(2026, 12, 31), None, date(2026, 5, 31)]


def test_a_word_document_of_headings_and_bullets_gives_a_measure_per_bullet() -> None:
    plan = understand(
        [
            unseen.word(
                [
                    ("Title", "Tiltaksplan 2024 for helsefellesskapet i dalen"),
                    ("Normal", "Planen er laget av fagutvalget og gjelder i ett år."),
                    ("Heading 1", "Eldre med skiftende behov"),
                    ("Heading 2", "Mål"),
                    ("List Bullet", "Ingen skal vente på sykehjemsplass i sykehussengen"),
                    ("Heading 2", "Tiltak"),
                    ("List Bullet", "Opprette et felles utskrivningsteam"),
                    ("List Bullet", "Dele ukentlig oversikt over ledige plasser"),
                    ("Heading 1", "Gravide"),
                    ("Heading 2", "Tiltak"),
                    ("List Bullet", "Gi alle kommuner tilgang til samme svangerskapsjournal"),
                ]
            )
        ]
    )

    assert areas(plan) == ["Eldre med skiftende behov", "Gravide"]
    assert titles(plan) == [
        "Opprette et felles utskrivningsteam",
        "Dele ukentlig oversikt over ledige plasser",
        "Gi alle kommuner tilgang til samme svangerskapsjournal",
    ]
    assert [goal.text for goal in plan.areas[0].goals] == ["Ingen skal vente på sykehjemsplass i sykehussengen"]


def test_goal_measure_and_indicator_columns_lose_nothing() -> None:
    plan = understand(
        [
            unseen.word_table(
                "Handlingsplan for psykisk helse 2025–2026",
                [
                    ["Mål", "Tiltak", "Indikator", "Ansvarleg"],
                    [
                        "Kortare ventetid",
                        "Innføre felles vurderingssamtale",
                        "Dagar frå tilvising til samtale",
                        "DPS og kommunane",
                    ],
                    ["", "Lage felles ventelisteoversikt", "Talet på feilsende tilvisingar", "DPS"],
                    [
                        "Betre oppfølging",
                        "Ringe alle innan tre dagar etter utskriving",
                        "Del som er ringde",
                        "Kommunane",
                    ],
                ],
            )
        ]
    )

    assert titles(plan) == [
        "Innføre felles vurderingssamtale",
        "Lage felles ventelisteoversikt",
        "Ringe alle innan tre dagar etter utskriving",
    ]
    assert [goal.text for area in plan.areas for goal in area.goals] == ["Kortare ventetid", "Betre oppfølging"]
    assert [group.name.text for area in plan.areas for group in area.groups if group.name] == [
        "Kortare ventetid",
        "Betre oppfølging",
    ]
    assert [dict(measure.extras)["Indikator"].text for measure in plan.measures] == [
        "Dagar frå tilvising til samtale",
        "Talet på feilsende tilvisingar",
        "Del som er ringde",
    ]


def test_a_nynorsk_web_page_with_tables_under_headings_is_read() -> None:
    body = """<h1>Handlingsplan 2026</h1><p>Planen er godkjend av utvalet.</p>
    <h2>Digital heimeoppfølging</h2>
    <table><tr><th>Tiltak</th><th>Ansvarleg</th><th>Tidsfrist</th></tr>
    <tr><td>Kartleggje kva utstyr kommunane har</td><td>Innovasjonsnettverket</td><td>Våren 2026</td></tr>
    <tr><td>Kjøpe felles plattform</td><td>Helseføretaket</td><td>Innan 31.12.2026</td></tr></table>
    <h2>Legevakt</h2>
    <table><tr><th>Tiltak</th><th>Ansvarleg</th><th>Tidsfrist</th></tr>
    <tr><td>Øve saman to gonger i året</td><td>Kommuneoverlegane</td><td>Kontinuerleg</td></tr></table>"""
    plan = understand([unseen.page(body)])

    assert plan.language == "nn"
    assert areas(plan) == ["Digital heimeoppfølging", "Legevakt"]
    assert titles(plan) == [
        "Kartleggje kva utstyr kommunane har",
        "Kjøpe felles plattform",
        "Øve saman to gonger i året",
    ]
    assert latest(plan) == [date(2026, 6, 30), date(2026, 12, 31), None]


def test_a_deck_with_two_year_columns_places_every_value() -> None:
    plan = understand(
        [
            unseen.deck(
                [
                    ("Handlingsplan 2027", []),
                    (
                        "Kreftforløp hjemme",
                        [
                            ["Innsatsområder/tiltak", "2026", "Plan for 2027"],
                            ["Ambulerende palliativt team", "Startet i to kommuner", "Alle kommuner"],
                            ["Felles cellegiftrutine", "", "Utarbeide"],
                        ],
                    ),
                ]
            )
        ]
    )

    assert [[(cell.year, cell.text.text) for cell in measure.cells] for measure in plan.measures] == [
        [(2026, "Startet i to kommuner"), (2027, "Alle kommuner")],
        [(2027, "Utarbeide")],
    ]
    assert areas(plan) == ["Kreftforløp hjemme"]


FLAT = """Handlingsplan for rehabilitering

Tiltak Ansvarlig Frist

Etablere felles møteplass for
fysioterapeuter

Kommunene og sykehuset

Innen 30.06.2026

Kartlegge ventetiden for opphold i
institusjon

Rehabiliteringsavdelingen ved
sykehuset

31.12.2026

Prøve ut hjemmetrening på skjerm

Samarbeidsutvalget

Høsten 2026
"""


def test_a_flattened_three_column_table_is_taken_apart() -> None:
    plan = understand([unseen.text(FLAT)])

    assert titles(plan) == [
        "Etablere felles møteplass for fysioterapeuter",
        "Kartlegge ventetiden for opphold i institusjon",
        "Prøve ut hjemmetrening på skjerm",
    ]
    assert responsible(plan) == [
        "Kommunene og sykehuset",
        "Rehabiliteringsavdelingen ved sykehuset",
        "Samarbeidsutvalget",
    ]
    assert latest(plan) == [date(2026, 6, 30), date(2026, 12, 31), date(2026, 12, 31)]


YEARS_IN_TEXT = """Tiltaksplan

Smittevern

TILTAK 2025 2026

Felles beredskap

Øve på utbrudd i sykehjem sammen med sykehusets smittevernteam og bydelsoverlegene
To øvelser
Fire øvelser

Lage felles lagerliste over smittevernutstyr for alle sykehjem og legekontor i byen
Liste på plass
"""


def test_a_lone_value_of_a_flat_year_table_is_never_put_in_a_column_in_silence() -> None:
    plan = understand([unseen.text(YEARS_IN_TEXT)])

    first, second = plan.measures
    assert [(cell.year, cell.text.text) for cell in first.cells] == [(2025, "To øvelser"), (2026, "Fire øvelser")]
    assert [cell.text.text for cell in second.cells] == ["Liste på plass"]
    assert second.cells[0].year is None
    assert Flag.COLUMN_UNKNOWN in second.cells[0].text.flags


def test_an_unknown_colour_is_kept_and_flagged_never_turned_into_a_status() -> None:
    body = """<h1>Porteføljeplan 2026</h1><h2>Hjerteforløp</h2><table>
    <tr><th>Tiltak</th><th>2025</th><th>2026</th></tr>
    <tr><td>Dele hjerteultralyd</td><td style="background-color:#00b050">Prøvd ut</td><td>I drift</td></tr></table>"""
    plan = understand([unseen.page(body)])

    coloured, plain = plan.measures[0].cells
    assert coloured.status is None
    assert coloured.colour == "#00b050"
    assert Flag.STATUS_COLOUR_UNKNOWN in coloured.text.flags
    assert plain.status is None
    assert plain.text.flags == ()
