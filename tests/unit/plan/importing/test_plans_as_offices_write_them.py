"""Plans in the many shapes that secretariats, districts and committees give them: all measures, nothing guessed."""

from datetime import date

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Pt
from tests.factories import office_plans as office
from tests.factories import unseen_plans as unseen
from tests.factories.office_plans import grouped, said

from samspill.documents.api import Document
from samspill.plan.importing.api import understand
from samspill.plan.importing.contracts import Flag


def test_numbered_chapters_with_a_table_for_each_area():
    head = ["Tiltak", "Ansvarlig", "Frist"]
    document = office.word(
        ("Title", "Handlingsplan for helsefellesskapet Fjord og fjell 2025–2027"),
        ("Heading 1", "1 Innledning"),
        ("Normal", "Planen bygger på samarbeidsavtalen. Tiltakene følges opp av sekretariatet."),
        ("Heading 1", "3 Innsatsområder"),
        ("Heading 2", "3.1 Innsatsområde: Barn og unge"),
        ("Normal", "Mål: Barn får hjelp der de bor."),
        [
            head,
            ["Etablere felles henvisningsmøte", "BUP og kommunene", "Q1-Q2 2026"],
            ["Utarbeide veileder for overganger", "Barneklinikken", "innen utgangen av 2026"],
        ],
        ("Heading 2", "3.2 Innsatsområde: Eldre"),
        [head, ["Innføre tavlemøter", "OUS/Ahus/bydel", "2025–2026"], ["Følge opp fall", "Kommunene", "løpende"]],
        ("Heading 1", "4 Økonomi"),
        ("Normal", "Tiltakene dekkes innenfor partenes rammer."),
        foot="Helsefellesskapet side 1",
    )

    assert said(document) == [
        ("Barn og unge", "Etablere felles henvisningsmøte", "BUP og kommunene", "Q1-Q2 2026", date(2026, 6, 30)),
        (
            "Barn og unge",
            "Utarbeide veileder for overganger",
            "Barneklinikken",
            "innen utgangen av 2026",
            date(2026, 12, 31),
        ),
        ("Eldre", "Innføre tavlemøter", "OUS/Ahus/bydel", "2025–2026", date(2026, 12, 31)),
        ("Eldre", "Følge opp fall", "Kommunene", "løpende", None),
    ]
    assert [goal.text for area in understand([document]).areas for goal in area.goals] == ["Barn får hjelp der de bor."]


def test_a_register_with_merged_area_rows_keeps_numbers_statuses_and_english_remarks():
    rows = [
        ["Tiltaksplan 2026 – samhandling"],
        [],
        ["Nr", "Tiltak", "Ansvar", "Frist", "Status", "Kommentar"],
        ["Utskrivning"],
        ["1", "Revidere rutine for utskrivning", "Samhandlingssjef", "01.03.2026", "Pågår", "Venter på IKT"],
        ["Legemidler"],
        ["2", "Samstemme lister", "Apoteket", "desember 2026", "Ikke startet", "Needs funding first"],
    ]
    plan = understand([office.workbook({"Tiltaksregister": rows}, merged=["A4:F4", "A6:F6"])])

    assert grouped(plan) == [
        (None, "Utskrivning", ["Revidere rutine for utskrivning"]),
        (None, "Legemidler", ["Samstemme lister"]),
    ]
    assert [(one.number, one.status and one.status.text, one.remark and one.remark.text) for one in plan.measures] == [
        ("1", "Pågår", "Venter på IKT"),
        ("2", "Ikke startet", "Needs funding first"),
    ]


def test_a_sheet_for_each_year_makes_groups_and_no_areas():
    head = ["Tiltak", "Ansvarlig", "Status"]
    sheets = {
        "2025": [head, ["Kartlegge ventetid", "Helseforetaket", "Gjennomført"]],
        "2026": [head, ["Evaluere brukerpanelet", "Sekretariatet", "Planlagt"]],
    }
    plan = understand([office.workbook(sheets, bold_first=True)])

    assert grouped(plan) == [(None, "2025", ["Kartlegge ventetid"]), (None, "2026", ["Evaluere brukerpanelet"])]
    assert Flag.AREA_MISSING in plan.areas[0].flags


def test_a_stamp_over_a_table_is_no_area():
    rows = [
        ["Årsplan 2026 – fagleg samarbeidsutval for fødsel"],
        ["Sist oppdatert 3.2.2026"],
        [],
        ["Oppgåve", "Kven", "Når", "Status"],
        ["Halde kurs", "Kvinneklinikken", "veke 40", "Ikkje starta"],
        ["Evaluere følgjetenesta", "Kommunane / HF", "2026/2027", "Planlagt"],
    ]
    assert said(office.workbook({"Tiltak": rows})) == [
        (None, "Halde kurs", "Kvinneklinikken", "veke 40", date(2026, 10, 4)),
        (None, "Evaluere følgjetenesta", "Kommunane / HF", "2026/2027", date(2027, 12, 31)),
    ]


def test_text_boxes_in_rows_and_columns_are_a_table():
    def row(top: int, *texts: str) -> list[tuple[str, int, int, int, int, str | None]]:
        return [(text, left, top, 140, 12, None) for text, left in zip(texts, (40, 350, 510), strict=True)]

    document = office.slides(
        [],
        [
            *row(110, "Tiltak", "Ansvarlig", "Frist"),
            *row(150, "Innføre felles triage", "Legevakten", "1. mars 2026"),
            *row(190, "Oppdatere varslingslister", "Beredskapskoordinator", "løpende"),
        ],
        titles=["Handlingsplan 2026", "Akuttkjeden"],
    )
    assert said(document) == [
        ("Akuttkjeden", "Innføre felles triage", "Legevakten", "1. mars 2026", date(2026, 3, 1)),
        ("Akuttkjeden", "Oppdatere varslingslister", "Beredskapskoordinator", "løpende", None),
    ]


def test_lists_side_by_side_belong_to_the_heads_over_them():
    def column(left: int, head: str, *items: str) -> list[tuple[str, int, int, int, int, str | None]]:
        points = "\n".join(f"• {item}" for item in items)
        return [(head, left, 110, 190, 18, None), (points, left, 150, 190, 12, None)]

    document = office.slides(
        [],
        [
            *column(20, "Barn og unge", "Opprette inntaksteam", "Gi foreldrekurs"),
            *column(240, "Rus", "Utvide FACT-team"),
            *column(460, "Eldre", "Styrke akutt-team"),
        ],
        titles=["Tiltaksplan 2026", "Tiltak 2026"],
    )
    assert grouped(understand([document])) == [
        ("Barn og unge", None, ["Opprette inntaksteam", "Gi foreldrekurs"]),
        ("Rus", None, ["Utvide FACT-team"]),
        ("Eldre", None, ["Styrke akutt-team"]),
    ]


def test_definition_lists_under_headings():
    body = """<nav><a href="/">Hjem</a></nav><h1>Tiltaksplan 2026 for legevaktsamarbeidet</h1>
    <h2>Bemanning</h2><h3>Felles vikarpool</h3>
    <dl><dt>Ansvarlig</dt><dd>Kommunene</dd><dt>Frist</dt><dd>Innen utgangen av 2026</dd></dl>
    <h2>Utstyr</h2><h3>Innkjøp av hjertestartere</h3>
    <dl><dt>Ansvarlig</dt><dd>Innkjøp</dd><dt>Frist</dt><dd>Løpende</dd></dl><footer>Kontakt oss</footer>"""
    assert said(unseen.page(body)) == [
        ("Bemanning", "Felles vikarpool", "Kommunene", "Innen utgangen av 2026", date(2026, 12, 31)),
        ("Utstyr", "Innkjøp av hjertestartere", "Innkjøp", "Løpende", None),
    ]


def test_a_nynorsk_page_with_whole_accordions():
    body = """<h1>Handlingsplan for 2026</h1><h2>Bruk av kompetanse</h2>
    <details><summary>Felles fagdagar om sårstell</summary><p>Tidsramme: Hausten 2026</p></details>
    <h2>Digitalisering</h2><details><summary>Prøve ut video</summary><p>Tidsramme: Våren 2026</p>
    <p>Ansvarleg: Utvalet for IKT</p></details>"""
    assert said(unseen.page(body)) == [
        ("Bruk av kompetanse", "Felles fagdagar om sårstell", None, "Hausten 2026", date(2026, 12, 31)),
        ("Digitalisering", "Prøve ut video", "Utvalet for IKT", "Våren 2026", date(2026, 6, 30)),
    ]


def test_sub_goals_with_bullets_are_groups_of_their_main_goal():
    document = office.word(
        ("Title", "Handlingsplan for psykisk helse 2026"),
        ("Heading 1", "Hovedmål 1 Flere får hjelp tidlig"),
        ("Heading 2", "Delmål 1.1 Lav terskel i alle bydeler"),
        ("List Bullet", "Åpne rask psykisk helsehjelp"),
        ("Heading 2", "Delmål 1.2 Færre brå overganger"),
        ("List Bullet", "Skrive felles rutine for overføring fra BUP"),
        ("Heading 1", "Hovedmål 2 Bedre kvalitet"),
        ("Heading 2", "Delmål 2.1 Brukere er med"),
        ("List Bullet", "Ansette erfaringskonsulenter"),
    )
    assert grouped(understand([document])) == [
        (
            "Hovedmål 1 Flere får hjelp tidlig",
            "Delmål 1.1 Lav terskel i alle bydeler",
            ["Åpne rask psykisk helsehjelp"],
        ),
        (
            "Hovedmål 1 Flere får hjelp tidlig",
            "Delmål 1.2 Færre brå overganger",
            ["Skrive felles rutine for overføring fra BUP"],
        ),
        ("Hovedmål 2 Bedre kvalitet", "Delmål 2.1 Brukere er med", ["Ansette erfaringskonsulenter"]),
    ]


def test_measures_in_a_column_for_each_year():
    document = office.word(
        ("Title", "Handlingsplan 2026–2027"),
        [
            ["Område", "Tiltak 2026", "Tiltak 2027", "Ansvarlig"],
            ["Barselomsorg", "Utvide hjemmebesøk", "Evaluere hjemmebesøk", "Jordmortjenesten"],
            ["Fødsel", "Felles kurs", "", "Kvinneklinikken"],
        ],
    )
    assert grouped(understand([document])) == [
        ("Barselomsorg", "Tiltak 2026", ["Utvide hjemmebesøk"]),
        ("Barselomsorg", "Tiltak 2027", ["Evaluere hjemmebesøk"]),
        ("Fødsel", "Tiltak 2026", ["Felles kurs"]),
    ]
    assert [one[2] for one in said(document)] == ["Jordmortjenesten", "Jordmortjenesten", "Kvinneklinikken"]


LANDSCAPE = '#set page(paper: "a4", flipped: true, margin: 40pt, footer: [Tiltaksplan, side 1])\n#set text(10pt)\n'


def test_a_landscape_page_with_two_ruled_tables():
    source = """#text(18pt)[Tiltaksplan 2026 for kommunesamarbeidet]

    #text(14pt)[Palliasjon]
    #table(columns: (2fr, 1fr, 1fr), table.header([*Tiltak*], [*Ansvarlig*], [*Frist*]),
      [Opprette team], [Kreftavdelingen], [31.12.2026])

    #text(14pt)[Demens]
    #table(columns: (2fr, 1fr, 1fr), table.header([*Tiltak*], [*Ansvarlig*], [*Frist*]),
      [Kurs for pårørende], [Hukommelsesteamet], [Q3 2026])"""
    assert said(office.pdf(LANDSCAPE + source)) == [
        ("Palliasjon", "Opprette team", "Kreftavdelingen", "31.12.2026", date(2026, 12, 31)),
        ("Demens", "Kurs for pårørende", "Hukommelsesteamet", "Q3 2026", date(2026, 9, 30)),
    ]


def test_a_table_without_lines_is_read_from_the_places_of_its_words():
    source = """#text(18pt)[Handlingsplan 2026 for rehabilitering]

    #grid(columns: (300pt, 180pt, 120pt), row-gutter: 14pt, [*Tiltak*], [*Ansvarlig*], [*Frist*],
      [Kartlegge opptreningstilbud i alle kommuner som er med i samarbeidet og legge det ut på nett], [Kommunene],
      [31.12.2026], [Lage informasjonsskriv], [Sekretariatet i helsefellesskapet og brukerutvalget], [juni 2026])"""
    assert said(office.pdf(LANDSCAPE + source)) == [
        (
            None,
            "Kartlegge opptreningstilbud i alle kommuner som er med i samarbeidet og legge det ut på nett",
            "Kommunene",
            "31.12.2026",
            date(2026, 12, 31),
        ),
        (
            None,
            "Lage informasjonsskriv",
            "Sekretariatet i helsefellesskapet og brukerutvalget",
            "juni 2026",
            date(2026, 6, 30),
        ),
    ]


def test_years_without_lines_keep_every_value_in_its_own_column():
    source = """#text(18pt)[Porteføljeplan 2026]

    #text(14pt)[Svangerskap og fødsel]

    #grid(columns: (300pt, 130pt, 130pt, 130pt), row-gutter: 14pt, [*Tiltak*], [*2024*], [*2025*], [*2026*],
      [Felles kurs], [Planlagt], [Holdt tre kurs], [Holde seks kurs], [Rutine ved rus], [], [Under arbeid], [],
      [Jordmor i alle bydeler], [], [], [Starte opp])"""
    plan = understand([office.pdf(LANDSCAPE + source)])

    assert [[(cell.year, cell.text.text) for cell in one.cells] for one in plan.measures] == [
        [(2024, "Planlagt"), (2025, "Holdt tre kurs"), (2026, "Holde seks kurs")],
        [(2025, "Under arbeid")],
        [(2026, "Starte opp")],
    ]
    assert [area.name.text for area in plan.areas if area.name] == ["Svangerskap og fødsel"]


def test_rows_without_lines_and_without_space_between_are_never_glued_into_one():
    source = """#text(18pt)[Handlingsplan 2026]

    #grid(columns: (300pt, 180pt, 120pt), row-gutter: 2pt, [*Tiltak*], [*Ansvarlig*], [*Frist*],
      [Kartlegge tilbud], [Kommunene], [31.12.2026], [Lage skriv], [Sekretariatet], [juni 2026],
      [Holde kurs], [Sykehuset], [mai 2026])"""
    titles = [one[1] for one in said(office.pdf(LANDSCAPE + source))]

    assert not any(title and "Kartlegge" in title and "Lage" in title for title in titles)


def test_symbols_in_a_status_column_are_kept_as_they_stand():
    body = """<h1>Årsplan 2026 for fagrådet</h1><table><tr><th>Aktivitet</th><th>Ansvarlig</th><th>Status</th></tr>
    <tr><td>Besøke to legesentre</td><td>PKO</td><td>🟡 Pågår</td></tr>
    <tr><td>Arrangere fagdag</td><td>Alle</td><td>🔴</td></tr></table>"""
    plan = understand([unseen.page(body)])

    assert [one.status.text if one.status else None for one in plan.measures] == ["🟡 Pågår", "🔴"]


def test_a_title_that_wraps_over_a_label_stays_whole_in_a_worn_text():
    text = """Handlingsplan for rusfeltet 2026-2027

Side 1 av 2

1. Tidlig innsats

1.1 Etablere felles oppsøkende team
i sentrum
Ansvarlig: Bydel Sentrum/Rusklinikken
Frist: 2025–2026

Side 2 av 2

2. Oppfølging

2.1 Tilby bolig før behandling
Ansvarlig: Velferdsetaten
Frist: innen utgangen av 2027
"""
    assert said(unseen.text(text)) == [
        (
            "Tidlig innsats",
            "Etablere felles oppsøkende team i sentrum",
            "Bydel Sentrum/Rusklinikken",
            "2025–2026",
            date(2026, 12, 31),
        ),
        (
            "Oppfølging",
            "Tilby bolig før behandling",
            "Velferdsetaten",
            "innen utgangen av 2027",
            date(2027, 12, 31),
        ),
    ]


def legend_deck(words: dict[str, str]) -> Document:
    """Return a deck whose legend is empty squares beside words, and whose cells have the squares' colours."""
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = "Porteføljeplan 2026"
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = "Hjerte"
    for at, (word, colour) in enumerate(words.items()):
        square = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Pt(500), Pt(20 + 20 * at), Pt(12), Pt(12))
        square.fill.solid()
        square.fill.fore_color.rgb = RGBColor.from_string(colour)
        slide.shapes.add_textbox(Pt(516), Pt(17 + 20 * at), Pt(120), Pt(18)).text_frame.text = word
    table = slide.shapes.add_table(2, 3, Pt(40), Pt(200), Pt(600), Pt(80)).table
    colours = list(words.values())
    for row, texts in enumerate((("Tiltak", "2025", "2026"), ("Dele ultralyd", "Prøvd ut", "Tas i bruk"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
            if row and column:
                table.cell(row, column).fill.solid()
                table.cell(row, column).fill.fore_color.rgb = RGBColor.from_string(colours[column])
    return office.saved(show)


def test_squares_beside_words_are_a_legend():
    plan = understand([legend_deck({"Ikke startet": "C00000", "Pågår": "FFC000", "Ferdig": "00B050"})])

    assert [cell.status for cell in plan.measures[0].cells] == ["Pågår", "Ferdig"]
    assert plan.status_scale == ("Ikke startet", "Pågår", "Ferdig")


def test_words_of_the_plans_own_are_kept_in_its_legend():
    plan = understand([legend_deck({"Ikke startet": "C00000", "Ligger godt an": "FFC000", "Ferdig": "00B050"})])

    assert [cell.status for cell in plan.measures[0].cells] == ["Ligger godt an", "Ferdig"]
