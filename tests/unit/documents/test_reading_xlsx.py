import re
from datetime import date, datetime, time
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from tests.factories.office_bytes import cells, lines, repacked, saved, tables

from samspill.documents import api

NEW_YEARS_EVE = datetime(2026, 12, 31, 9, 30)  # noqa: DTZ001 - a workbook knows no zone


@pytest.fixture
def book() -> Any:
    return Workbook()


def _read(book: Any) -> api.Document:
    return api.read_bytes(data=saved(book), name="plan.xlsx")


def test_each_visible_sheet_is_a_page_with_its_name(book: Any):
    book.active.title = "Tiltak"
    book.active["A1"] = "Mål"
    book.create_sheet("Møter")["A1"] = "Dato"
    assert [(page.number, page.blocks[0].name) for page in _read(book).pages] == [(1, "Tiltak"), (2, "Møter")]


def test_a_hidden_sheet_is_not_read_but_told(book: Any):
    book.active["A1"] = "Synlig"
    book.create_sheet("Kladd")["A1"] = "Skjult"
    book["Kladd"].sheet_state = "hidden"
    document = _read(book)
    assert [line.text for line in lines(document)] == ["Synlig"]
    assert [str(warning) for warning in document.warnings] == [
        "Skjulte ark er ikke lest: Kladd. Vis dem i Excel hvis de hører med."
    ]


def test_hidden_rows_and_columns_are_not_read_but_told(book: Any):
    sheet = book.active
    sheet.title = "Plan"
    for row in range(1, 4):
        sheet.append([f"a{row}", f"b{row}", f"c{row}"])
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    document = _read(book)
    assert cells(tables(document)[0]) == [[(0, "a1"), (1, "c1")], [(0, "a3"), (1, "c3")]]
    assert [str(warning) for warning in document.warnings] == [
        "Arket «Plan» har skjulte rader som ikke er lest: 1.",
        "Arket «Plan» har skjulte kolonner som ikke er lest: 1.",
    ]


def test_merged_cells_stand_once_and_empty_places_are_spelled_out(book: Any):
    sheet = book.active
    sheet["B2"], sheet["B3"], sheet["D3"], sheet["C4"] = "Overskrift", "Tema", "Ja", "Nei"
    sheet.merge_cells("B2:D2")
    sheet.merge_cells("B3:B4")
    (table,) = tables(_read(book))
    assert cells(table) == [[(0, "Overskrift")], [(0, "Tema"), (1, ""), (2, "Ja")], [(1, "Nei"), (2, "")]]
    assert (table.rows[0].cells[0].column_span, table.rows[1].cells[0].row_span, table.columns) == (3, 2, 3)


def test_a_sheet_merged_to_its_last_corner_is_read_at_once(book: Any):
    book.active["A1"] = "Alt"
    data = repacked(
        saved(book),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(
            b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        ),
    )
    (table,) = tables(api.read_bytes(data=data, name="a.xlsx"))
    assert [(cell.text, cell.row_span) for cell in table.rows[0].cells] == [("Alt", 1)]


def test_empty_rows_between_are_one_gap(book: Any):
    book.active["A1"], book.active["A9"] = "Over", "Under"
    assert cells(tables(_read(book))[0]) == [[(0, "Over")], [], [(0, "Under")]]


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (date(2026, 12, 31), "yyyy-mm-dd", "31.12.2026"),
        (NEW_YEARS_EVE, "dd.mm.yyyy hh:mm", "31.12.2026 09:30"),
        (time(9, 30), "hh:mm", "09:30"),
        (date(2026, 3, 1), "mmmm yyyy", "mars 2026"),
        (date(2026, 3, 1), "mmm yy", "mar 26"),
        (date(2026, 3, 1), "yyyy", "2026"),
        (2026, "General", "2026"),
        (0.5, "0%", "50 %"),
        (0.125, "0.0%", "12,5 %"),
        (1234567.5, "#,##0.00", "1 234 567,50"),
        (3.25, "General", "3,25"),
        (0.1 + 0.2, "General", "0,3"),
        (7, '0 "tiltak"', "7"),
        (True, "General", "SANN"),
        (12, '"Dag" 0', "12"),
    ],
)
def test_a_value_is_shown_as_a_norwegian_reader_sees_it(book: Any, value: object, form: str, shown: str):
    book.active["A1"] = value
    book.active["A1"].number_format = form
    assert lines(_read(book))[0].text == shown


def test_days_are_counted_from_1904_where_the_book_says_so(book: Any):
    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = date(2026, 1, 31)
    assert lines(_read(book))[0].text == "31.01.2026"


def test_a_formula_gives_the_value_it_had_when_saved(book: Any):
    book.active["A1"] = "=1+1"
    data = repacked(saved(book), "xl/worksheets/sheet1.xml", lambda xml: re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", xml))
    assert lines(api.read_bytes(data=data, name="a.xlsx"))[0].text == "2"


@pytest.mark.parametrize(
    ("colour", "shown"),
    [
        (Color(rgb="FF00B050"), "#00b050"),
        (Color(indexed=13), "#ffff00"),
        (Color(theme=4), "#4f81bd"),
        (Color(theme=4, tint=0.4), "#95b3d7"),
        (Color(theme=0, tint=-0.25), "#bfbfbf"),
    ],
)
def test_fills_are_resolved(book: Any, colour: Color, shown: str):
    book.active["A1"] = "x"
    book.active["A1"].fill = PatternFill("solid", fgColor=colour)
    assert tables(_read(book))[0].rows[0].cells[0].fill == shown


def test_line_breaks_bullets_and_weight_are_kept(book: Any):
    book.active["A1"] = "Mål\n• Ett\n• To"
    book.active["A1"].font = Font(bold=True, size=14)
    assert [(line.bullet, line.text, line.bold, line.size) for line in lines(_read(book))] == [
        ("", "Mål", True, 14.0),
        ("•", "Ett", True, 14.0),
        ("•", "To", True, 14.0),
    ]


def test_a_coloured_cell_without_words_is_kept(book: Any):
    book.active["A1"], book.active["C1"] = "Tiltak", "Slutt"
    book.active["B1"].fill = PatternFill("solid", fgColor="00B050")
    assert [(cell.text, cell.fill) for cell in tables(_read(book))[0].rows[0].cells] == [
        ("Tiltak", None),
        ("", "#00b050"),
        ("Slutt", None),
    ]
