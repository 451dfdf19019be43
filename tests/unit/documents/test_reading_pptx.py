from typing import Any

import pytest
from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.util import Pt
from tests.factories.office_bytes import cells, lines, repacked, saved, tables, texts

from samspill.documents import api


@pytest.fixture
def deck() -> Any:
    return Presentation()


def _read(deck: Any) -> api.Document:
    return api.read_bytes(data=saved(deck), name="plan.pptx")


def _slide(deck: Any, title: str = "Tittel") -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = title
    return slide


def _box(holder: Any, text: str, left: int, top: int, width: int = 200, height: int = 30) -> Any:
    box = holder.shapes.add_textbox(Pt(left), Pt(top), Pt(width), Pt(height))
    box.text_frame.text = text
    return box


def test_a_slide_is_a_page_with_its_title_first(deck: Any):
    _box(_slide(deck, "Psykisk helse"), "Øverst på siden", 10, 0)
    document = _read(deck)
    (page,) = document.pages
    assert [(block.role, block.text) for block in page.blocks] == [
        (api.Role.TITLE, "Psykisk helse"),
        (api.Role.BODY, "Øverst på siden"),
    ]
    assert (page.number, page.width, page.height) == (1, 720, 540)


def test_boxes_are_read_from_the_top_and_columns_one_after_the_other(deck: Any):
    slide = _slide(deck)
    _box(slide, "bunn", 10, 450, 600)
    _box(slide, "høyre", 400, 150, 200, 200)
    _box(slide, "venstre nede", 10, 250)
    _box(slide, "venstre oppe", 10, 150)
    assert texts(_read(deck)) == ["Tittel", "venstre oppe", "venstre nede", "høyre", "bunn"]


def test_a_box_keeps_its_place_in_points(deck: Any):
    _box(_slide(deck), "her", 40, 200, 300, 50)
    assert _read(deck).pages[0].blocks[1].box == api.Box(40, 200, 340, 250)


def test_merged_cells_stand_once_with_their_spans_and_colours(deck: Any):
    table = _slide(deck).shapes.add_table(3, 3, Pt(0), Pt(150), Pt(300), Pt(90)).table
    table.cell(0, 0).text, table.cell(1, 0).text, table.cell(1, 1).text = "Overskrift", "Tema", "Tiltak"
    table.cell(0, 0).merge(table.cell(0, 2))
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(1, 1).fill.solid()
    table.cell(1, 1).fill.fore_color.rgb = RGBColor(0, 176, 80)
    (read,) = tables(_read(deck))
    assert cells(read) == [[(0, "Overskrift")], [(0, "Tema"), (1, "Tiltak"), (2, "")], [(1, ""), (2, "")]]
    assert (read.rows[0].cells[0].column_span, read.rows[1].cells[0].row_span) == (3, 2)
    assert (read.rows[1].cells[1].fill, read.rows[1].cells[2].fill) == ("#00b050", None)
    assert read.rows[1].cells[1].box == api.Box(100, 180, 200, 210)


def test_theme_colours_are_resolved_with_their_lightness(deck: Any):
    table = _slide(deck).shapes.add_table(1, 2, Pt(0), Pt(150), Pt(300), Pt(30)).table
    for at, brightness in enumerate((0.0, 0.4)):
        table.cell(0, at).text = "x"
        table.cell(0, at).fill.solid()
        table.cell(0, at).fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_1
        table.cell(0, at).fill.fore_color.brightness = brightness
    # Accent 1 of the default theme is 4F81BD; PowerPoint shows its 40 % lighter as 95B3D7.
    assert [cell.fill for cell in tables(_read(deck))[0].rows[0].cells] == ["#4f81bd", "#95b3d7"]


def test_a_group_is_unfolded_to_places_on_the_slide(deck: Any):
    group = _slide(deck).shapes.add_group_shape()
    _box(group, "inne i gruppen", 100, 200, 100, 20)
    frame = group._element.grpSpPr.find(qn("a:xfrm"))
    frame.find(qn("a:off")).set("x", str(Pt(300)))
    assert _read(deck).pages[0].blocks[1].box == api.Box(300, 200, 400, 220)


def test_paragraphs_are_lines_with_bullet_depth_size_and_weight(deck: Any):
    box = _box(_slide(deck), "Mål", 10, 200)
    first = box.text_frame.paragraphs[0]
    first.runs[0].font.bold, first.runs[0].font.size = True, Pt(18)
    second = box.text_frame.add_paragraph()
    second.text, second.level = "Punkt", 1
    etree.SubElement(second._p.get_or_add_pPr(), qn("a:buChar")).set("char", "–")
    found = lines(_read(deck))[1:]
    assert [(line.text, line.bullet, line.indent, line.size, line.bold) for line in found] == [
        ("Mål", "", 0, 18.0, True),
        ("Punkt", "–", 1, None, False),
    ]


def test_automatic_numbers_are_counted(deck: Any):
    box = _box(_slide(deck), "Først", 10, 200)
    box.text_frame.add_paragraph().text = "Så"
    for paragraph in box.text_frame.paragraphs:
        etree.SubElement(paragraph._p.get_or_add_pPr(), qn("a:buAutoNum")).set("type", "arabicPeriod")
    assert [(line.bullet, line.text) for line in lines(_read(deck))[1:]] == [("1.", "Først"), ("2.", "Så")]


def test_a_line_break_inside_a_paragraph_parts_the_line(deck: Any):
    _slide(deck, "Øverst\vNederst")
    assert [line.text for line in lines(_read(deck))] == ["Øverst", "Nederst"]


def test_the_colour_of_a_filled_box_stands_behind_its_text(deck: Any):
    box = _box(_slide(deck), "Ferdigstilt", 10, 200)
    box.fill.solid()
    box.fill.fore_color.rgb = RGBColor(0, 176, 80)
    assert lines(_read(deck))[1].fill == "#00b050"


def test_a_colour_sample_is_tied_to_the_text_beside_it(deck: Any):
    slide = _slide(deck)
    sample = slide.shapes.add_shape(1, Pt(10), Pt(205), Pt(20), Pt(20))
    sample.fill.solid()
    sample.fill.fore_color.rgb = RGBColor(255, 192, 0)
    _box(slide, "Under arbeid", 35, 200)
    _box(slide, "Uten farge", 35, 300)
    assert [(line.text, line.fill) for line in lines(_read(deck))[1:]] == [
        ("Under arbeid", "#ffc000"),
        ("Uten farge", None),
    ]


def test_a_hidden_slide_is_read_and_told(deck: Any):
    _slide(deck, "Synlig")
    _slide(deck, "Skjult")._element.set("show", "0")
    document = _read(deck)
    assert texts(document) == ["Synlig", "Skjult"]
    assert [str(warning) for warning in document.warnings] == ["Skjulte lysbilder er også lest: 2."]


def test_notes_are_left_out(deck: Any):
    _slide(deck).notes_slide.notes_text_frame.text = "Husk kaffe"
    assert texts(_read(deck)) == ["Tittel"]


def test_what_stands_outside_the_slide_is_not_read_but_told(deck: Any):
    _box(_slide(deck), "Hjelpetekst fra malen", 800, 100)
    document = _read(deck)
    assert texts(document) == ["Tittel"]
    assert [str(warning) for warning in document.warnings] == ["Tekstbokser utenfor lysbildene er ikke lest: 1."]


def test_words_that_the_layout_draws_are_seen_on_each_slide(deck: Any):
    layout = deck.slide_layouts[5]
    text = _box(_slide(deck), "Felles stempel", 10, 480)._element
    layout.shapes._spTree.append(text)
    _slide(deck, "To")
    assert [[block.text for block in page.blocks] for page in _read(deck).pages] == [
        ["Tittel", "Felles stempel"],
        ["To", "Felles stempel"],
    ]


def test_an_empty_placeholder_says_nothing(deck: Any):
    deck.slides.add_slide(deck.slide_layouts[1]).shapes.title.text = "Bare tittel"
    assert texts(_read(deck)) == ["Bare tittel"]


def test_the_title_of_the_file_comes_from_its_properties(deck: Any):
    _slide(deck)
    deck.core_properties.title = "Plan for  fellesskapet"
    assert _read(deck).title == "Plan for fellesskapet"


def test_a_strict_presentation_is_read(deck: Any):
    _slide(deck, "Streng")

    def strict(data: bytes) -> bytes:
        return data.replace(
            b"http://schemas.openxmlformats.org/presentationml/2006/main",
            b"http://purl.oclc.org/ooxml/presentationml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/drawingml/2006/main", b"http://purl.oclc.org/ooxml/drawingml/main"
        )

    data = repacked(saved(deck), "ppt/slides/slide1.xml", strict)
    assert texts(api.read_bytes(data=data, name="a.pptx")) == ["Streng"]
