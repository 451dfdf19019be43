"""More plans as offices write them: what is odd in each is kept, flagged or left out, never guessed."""

from datetime import date

from tests.factories import office_plans as office
from tests.factories import unseen_plans as unseen
from tests.factories.office_plans import grouped, said

from samspill.plan.importing.api import understand
from samspill.plan.importing.contracts import Flag


def test_a_line_over_each_table_that_says_it_is_an_area_is_one():
    def table(area: str, title: str) -> str:
        heads = "<tr><th>Nr</th><th>Tiltak</th><th>Ansvarleg</th><th>Frist</th></tr>"
        row = f"<tr><td>1</td><td>{title}</td><td>Kommunane</td><td>Haust 2026</td></tr>"
        return f"<table><tr><th colspan='4'>{area}</th></tr>{heads}{row}</table>"

    body = "<h1>Tiltaksplan for samhandling 2026</h1>" + table("Satsingsområde 1: Førebygging", "Felles tilbod")
    plan = understand([unseen.page(body + table("Satsingsområde 2: Rehabilitering", "Kartleggje behov"))])

    assert grouped(plan) == [("Førebygging", None, ["Felles tilbod"]), ("Rehabilitering", None, ["Kartleggje behov"])]
    assert [area.number for area in plan.areas] == [1, 2]


def test_a_table_of_risks_in_a_plan_gives_no_measures():
    document = office.word(
        ("Title", "Virksomhetsplan 2026 for samarbeidsutvalget"),
        ("Heading 1", "Tiltak"),
        [["Hva", "Hvem", "Når"], ["Arrangere konferanse", "Sekretariatet", "uke 12 2026"]],
        ("Heading 1", "Risiko"),
        [["Risiko", "Tiltak", "Ansvarlig"], ["Lav deltakelse", "Tidlig innkalling", "Leder"]],
    )
    assert [one[1] for one in said(document)] == ["Arrangere konferanse"]


def test_a_misread_status_word_stays_out_of_the_title():
    text = """Handlingsplan for samhandling 2026

Tiltak Ansvarlig Frist Status

Etablere faste møter mellom fastleger og
legevakt

PKO

Innen 30.06.2026

Påbegynt

Revidere avtale om følgetjeneste

Kvinneklinikken og kommunene

31.12.2026

lkke påbegynt
"""
    plan = understand([unseen.text(text)])

    assert [(one.title and one.title.text, one.status and one.status.text) for one in plan.measures] == [
        ("Etablere faste møter mellom fastleger og legevakt", "Påbegynt"),
        ("Revidere avtale om følgetjeneste", "lkke påbegynt"),
    ]
    assert plan.title is not None
    assert plan.title.text == "Handlingsplan for samhandling 2026"


def test_a_cell_that_is_only_a_list_is_kept_together_and_flagged():
    document = office.word(
        ("Title", "Handlingsplan psykisk helse 2026"),
        [
            ["Innsatsområde", "Tiltak", "Ansvar"],
            ["Tidlig hjelp", "- Starte kurs\n- Åpne telefon", "Bydelene"],
            ["Krise", "Øve sammen", "Legevakten"],
        ],
    )
    listed, plain = understand([document]).measures

    assert listed.title is None
    assert [point.text for point in listed.bullets] == ["Starte kurs", "Åpne telefon"]
    assert Flag.TITLE_LOST in listed.flags
    assert plain.title is not None
    assert plain.title.text == "Øve sammen"


def test_numbered_items_with_labels_inside_belong_to_the_heading_over_them():
    body = """<h1>Handlingsplan 2026</h1><h2>Bolig</h2>
    <ol><li><strong>Skaffe ti boliger</strong><br>Ansvarlig: Velferdsetaten<br>Frist: 31.12.2026</li></ol>
    <h2>Arbeid</h2><ol><li><strong>Jobbspesialister</strong><br>Ansvarlig: NAV<br>Frist: 2027</li></ol>"""
    assert said(unseen.page(body)) == [
        ("Bolig", "Skaffe ti boliger", "Velferdsetaten", "31.12.2026", date(2026, 12, 31)),
        ("Arbeid", "Jobbspesialister", "NAV", "2027", date(2027, 12, 31)),
    ]


def test_a_head_with_a_date_in_it_is_still_a_status_column():
    rows = [
        ["HANDLINGSPLAN 2026"],
        [],
        ["Satsingsområde", "Mål", "Tiltak", "Ansvarlig", "Tidsfrist", "Status pr. 1.3.2026"],
        ["Barn", "Færre venter", "Felles inntak", "BUP", "Innen sommeren 2026", "I rute"],
        [None, None, "Kurse fastleger", "PKO", "Løpende", "Ikke i rute"],
    ]
    plan = understand([office.workbook({"Handlingsplan 2026": rows})])

    assert [one.status.text for one in plan.measures if one.status] == ["I rute", "Ikke i rute"]
    assert Flag.AREA_INHERITED in plan.measures[1].flags
