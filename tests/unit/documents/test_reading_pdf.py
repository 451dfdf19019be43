import io

import pdfplumber
import pypdfium2
import pytest
import typst
from tests.factories import plans
from tests.factories.office_bytes import cells, lines, tables, texts
from tests.factories.plan_documents import Form, Layout, render

from samspill.documents import api

SLIDE = "#set page(width: 720pt, height: 540pt, margin: 40pt)\n#set text(size: 12pt)\n"


def _read(source: str) -> api.Document:
    return api.read_bytes(data=bytes(typst.compile((SLIDE + source).encode())), name="plan.pdf")


def test_lines_have_their_size_weight_and_place():
    document = _read("#place(top + left, dx: 60pt, dy: 100pt)[#text(size: 20pt)[*Psykisk helse*]]")
    (line,) = lines(document)
    assert (line.text, line.size, line.bold) == ("Psykisk helse", 20.0, True)
    assert line.box is not None
    assert (round(line.box.left), 135 < line.box.top < 145) == (100, True)
    assert [word for word, _ in line.words] == ["Psykisk", "helse"]
    assert (document.pages[0].width, document.pages[0].height) == (720, 540)


def test_lines_of_a_paragraph_are_one_block_and_paragraphs_are_parted():
    document = _read("#block(width: 120pt)[Felles mål som brytes over flere linjer]\n\nNeste avsnitt")
    assert texts(document) == ["Felles mål som brytes over flere linjer", "Neste avsnitt"]
    assert len(document.pages[0].blocks[0].lines) == 2


def test_columns_are_read_one_after_the_other():
    document = _read("#columns(2, gutter: 40pt)[Venstre en \\ Venstre to #colbreak() Høyre en \\ Høyre to]")
    assert [line.text for line in lines(document)] == ["Venstre en", "Venstre to", "Høyre en", "Høyre to"]


def test_a_ruled_table_keeps_cells_colours_and_weight():
    document = _read(
        "#table(columns: (2fr, 1fr, 1fr), [*Tiltak*], [*2025*], [*2026*], [Møter], [],"
        ' table.cell(fill: rgb("#00b050"))[Gjennomført over to linjer i en smal celle som brytes])'
    )
    (table,) = tables(document)
    assert cells(table) == [
        [(0, "Tiltak"), (1, "2025"), (2, "2026")],
        [(0, "Møter"), (1, ""), (2, "Gjennomført over to linjer i en smal celle som brytes")],
    ]
    assert [cell.fill for cell in table.rows[1].cells] == [None, None, "#00b050"]
    assert [row.cells[0].bold for row in table.rows] == [True, False]


def test_merged_cells_stand_once_with_their_spans():
    document = _read(
        "#table(columns: 3, table.cell(colspan: 3)[Overskrift], table.cell(rowspan: 2)[Tema], [a], [b], [c], [d])"
    )
    (table,) = tables(document)
    assert cells(table) == [[(0, "Overskrift")], [(0, "Tema"), (1, "a"), (2, "b")], [(1, "c"), (2, "d")]]
    assert (table.rows[0].cells[0].column_span, table.rows[1].cells[0].row_span) == (3, 2)


def test_a_table_drawn_only_by_fills_with_white_gaps_is_found():
    document = _read(
        '#table(columns: 2, stroke: 1pt + white, fill: rgb("#d9e2f3"), [Tiltak], [Frist], [Møter], [Våren 2026])'
    )
    assert cells(tables(document)[0]) == [[(0, "Tiltak"), (1, "Frist")], [(0, "Møter"), (1, "Våren 2026")]]
    assert tables(document)[0].rows[1].cells[1].fill == "#d9e2f3"


def test_cells_without_colour_in_a_table_without_rules_keep_their_rows_and_columns():
    document = _read(
        '#let status(body) = table.cell(fill: rgb("#00b050"), body)\n'
        "#table(columns: (300pt, 100pt, 100pt), stroke: none, table.header(..([Tiltak], [2025], [2026]).map("
        'it => table.cell(fill: rgb("#2a2859"), it))), [Møter], status[Ja], status[Ferdig], [Kurs], [], status[Starte],'
        " [Fagdag], status[Ja], [])"
    )
    (table,) = tables(document)
    assert cells(table) == [
        [(0, "Tiltak"), (1, "2025"), (2, "2026")],
        [(0, "Møter"), (1, "Ja"), (2, "Ferdig")],
        [(0, "Kurs"), (1, ""), (2, "Starte")],
        [(0, "Fagdag"), (1, "Ja"), (2, "")],
    ]


def test_a_framed_text_is_no_table_but_keeps_its_colour():
    document = _read('#rect(fill: rgb("#ffc000"))[Under arbeid]')
    assert tables(document) == []
    assert [(line.text, line.fill) for line in lines(document)] == [("Under arbeid", "#ffc000")]


def test_a_legend_sample_is_tied_to_the_word_beside_it():
    document = _read(
        '#place(dx: 0pt, dy: 100pt, rect(width: 12pt, height: 12pt, fill: rgb("#00b050")))'
        "#place(dx: 18pt, dy: 100pt)[Ferdigstilt]"
    )
    assert [(line.text, line.fill) for line in lines(document)] == [("Ferdigstilt", "#00b050")]


def test_bullets_are_taken_off_with_their_depth():
    document = _read("- Ytterst\n  - Inne\n- Ytterst igjen")
    assert [(line.bullet, line.indent, line.text) for line in lines(document)] == [
        ("•", 0, "Ytterst"),
        ("‣", 1, "Inne"),
        ("•", 0, "Ytterst igjen"),
    ]


def test_turned_text_is_one_line_beside_the_table():
    document = _read("#table(columns: 2, rows: 120pt, rotate(-90deg, reflow: true)[Psykisk helse], [Tiltak])")
    assert cells(tables(document)[0]) == [[(0, "Psykisk helse"), (1, "Tiltak")]]


def test_words_without_ruled_lines_keep_their_boxes_for_finding_columns():
    document = _read(
        "#grid(columns: (300pt, 150pt, 150pt), row-gutter: 8pt, [Tiltak], [Frist], [Ansvar], [Møter], [Vår], [Alle])"
    )
    found = {word: round(box.left) for line in lines(document) for word, box in line.words}
    assert {word: found[word] for word in ("Tiltak", "Møter", "Vår", "Alle")} == {
        "Tiltak": 40,
        "Møter": 40,
        "Vår": 340,
        "Alle": 490,
    }


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(turn: int):
    data = bytes(typst.compile((SLIDE + "#v(100pt)\nØverst her\n\nNederst").encode()))
    turned = _turned(data, turn)
    document = api.read_bytes(data=turned, name="plan.pdf")
    page = document.pages[0]
    assert page.width is not None
    assert (round(page.width), sorted(line.text for line in lines(document))) == (
        720 if turn == 180 else 540,
        ["Nederst", "Øverst her"],
    )
    assert all(0 <= line.box.left < line.box.right <= page.width for line in lines(document) if line.box)


def _turned(data: bytes, turn: int) -> bytes:
    document = pypdfium2.PdfDocument(data)
    document[0].set_rotation(turn)
    held = io.BytesIO()
    document.save(held)
    document.close()
    return held.getvalue()


def test_pages_are_told_as_they_are_read():
    told: list[tuple[int, int]] = []
    data = bytes(typst.compile(b"En #pagebreak() To #pagebreak() Tre"))
    api.read_bytes(data=data, name="plan.pdf", progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_title_of_the_file_comes_from_its_properties():
    assert _read('#set document(title: "Plan på nytt")\nTekst').title == "Plan på nytt"


PICTURE = """#image(bytes((
  137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0, 144, 119, 83,
  222, 0, 0, 0, 12, 73, 68, 65, 84, 120, 156, 99, 248, 207, 192, 0, 0, 3, 1, 1, 0, 201, 254, 146, 239, 0, 0, 0, 0, 73,
  69, 78, 68, 174, 66, 96, 130)))"""


def test_pages_that_are_only_pictures_are_told():
    document = _read(f"Tekst #pagebreak() {PICTURE}")
    assert [str(warning) for warning in document.warnings] == [
        "Disse sidene er bare bilder og må tekstgjenkjennes (OCR) for å bli lest: 2."
    ]


def test_a_pdf_that_is_only_pictures_is_refused_as_scanned():
    with pytest.raises(api.Unreadable, match="trolig skannet"):
        _read(PICTURE)


def test_another_library_finds_the_same_words_at_the_same_places():
    data = render(plans.portfolio(), form=Form.PDF, layout=Layout.PORTFOLIO)
    ours = {
        (word, round(box.left), page.number)
        for page in api.read_bytes(data=data, name="plan.pdf").pages
        for block in page.blocks
        for line in (block.lines if isinstance(block, api.TextBlock) else _lines_of(block))
        for word, box in line.words
    }
    with pdfplumber.open(io.BytesIO(data)) as document:
        theirs = {
            (word["text"], round(word["x0"]), page.page_number)
            for page in document.pages
            for word in page.extract_words()
            if word["text"] != "•"
        }
    assert len(ours) > 50
    assert ours == theirs


def _lines_of(table: api.Table) -> list[api.Line]:
    return [line for row in table.rows for cell in row.cells for line in cell.lines]


@pytest.mark.parametrize("words", ["effektiv oppfølging", "offisiell affære", "tilfluktsrom", "konflikt"])
def test_letters_that_the_font_draws_as_one_are_all_kept(words: str):
    assert texts(_read(words)) == [words]


def test_a_ligature_that_stands_as_one_sign_is_told_as_its_letters():
    assert texts(_read("e\ufb00ektiv til\ufb02uktsrom")) == ["effektiv tilfluktsrom"]


def test_a_word_printed_twice_to_look_bold_is_read_once():
    twice = "#place(dx: 20pt, dy: 20pt)[Otto]#place(dx: 20.3pt, dy: 20pt)[Otto]"
    assert texts(_read(twice)) == ["Otto"]
