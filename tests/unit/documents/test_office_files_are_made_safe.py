"""What stands between an Office file and the library that reads it, and what python-docx would pass by."""

from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook
from pptx import Presentation
from tests.factories.office_bytes import cells, repacked, saved, tables, texts, unzipped, zipped

from samspill.documents import api

RELATION = (
    b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"'
    b' Target="NULL"/></Relationships>'
)


def _paper(text: str = "Tekst") -> Any:
    paper = Document()
    paper.add_paragraph(text)
    return paper


def _deck() -> Any:
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "Tekst"
    return deck


@pytest.mark.parametrize(
    ("made", "plain", "other"),
    [
        (_paper, b"openxmlformats-officedocument.wordprocessingml.document", b"ms-word.document.macroEnabled"),
        (
            _paper,
            b"openxmlformats-officedocument.wordprocessingml.document",
            b"openxmlformats-officedocument.wordprocessingml.template",
        ),
        (
            _deck,
            b"openxmlformats-officedocument.presentationml.presentation",
            b"openxmlformats-officedocument.presentationml.slideshow",
        ),
        (
            _deck,
            b"openxmlformats-officedocument.presentationml.presentation",
            b"openxmlformats-officedocument.presentationml.template",
        ),
    ],
    ids=["docm", "dotx", "ppsx", "potx"],
)
def test_templates_shows_and_files_with_macros_are_read(made: Any, plain: bytes, other: bytes):
    data = repacked(saved(made()), "[Content_Types].xml", lambda xml: xml.replace(plain + b".main", other + b".main"))
    assert texts(api.read_bytes(data=data, name="plan")) == ["Tekst"]


@pytest.mark.parametrize(
    ("made", "part"),
    [(_paper, "word/_rels/document.xml.rels"), (_deck, "ppt/slides/_rels/slide1.xml.rels")],
)
def test_a_relation_to_nothing_does_not_stop_the_reading(made: Any, part: str):
    data = repacked(saved(made()), part, lambda xml: xml.replace(b"</Relationships>", RELATION))
    assert texts(api.read_bytes(data=data, name="plan")) == ["Tekst"]


def test_a_picture_is_never_opened():
    members = unzipped(saved(_deck()))
    members["docProps/thumbnail.jpeg"] = members["ppt/media/image1.png"] = b"not a picture"
    assert texts(api.read_bytes(data=zipped(members), name="plan")) == ["Tekst"]


def test_an_entity_does_not_hide_in_another_encoding():
    def hidden(_: bytes) -> bytes:
        return '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE p [<!ENTITY a "ha">]><p>&a;</p>'.encode("utf-16")

    data = repacked(saved(_deck()), "ppt/slides/slide1.xml", hidden)
    with pytest.raises(api.Unreadable, match="skadet eller ufullstendig"):
        api.read_bytes(data=data, name="plan")


@pytest.mark.parametrize("made", [_paper, _deck, Workbook])
def test_a_file_without_properties_has_no_title(made: Any):
    thing = made()
    if made is Workbook:
        thing.active["A1"] = "Tekst"
    members = {name: part for name, part in unzipped(saved(thing)).items() if name != "docProps/core.xml"}
    assert api.read_bytes(data=zipped(members), name="plan").title == ""


def test_a_page_break_inside_a_paragraph_parts_its_words():
    paper = _paper("Før")
    paper.paragraphs[0].add_run().add_break(WD_BREAK.PAGE)
    paper.paragraphs[0].add_run("etter")
    assert texts(api.read_bytes(data=saved(paper), name="plan")) == ["Før etter"]


def test_a_field_shows_its_words_and_a_sign_its_letter():
    paper = _paper("Frist ")
    paper.paragraphs[0]._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="DATE"><w:r><w:t>1. mai</w:t></w:r></w:fldSimple>')
    )
    paper.paragraphs[0]._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:sym w:font="Arial" w:char="00A7"/></w:r>'))
    assert texts(api.read_bytes(data=saved(paper), name="plan")) == ["Frist 1. mai§"]


def test_a_deleted_row_is_left_out():
    paper = Document()
    table = paper.add_table(2, 1)
    table.cell(0, 0).text, table.cell(1, 0).text = "Gjelder", "Strøket"
    table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {nsdecls('w')}/>"))
    assert cells(tables(api.read_bytes(data=saved(paper), name="plan"))[0]) == [[(0, "Gjelder")]]


def test_a_cell_far_down_and_far_right_is_read_without_spelling_out_the_sheet():
    book = Workbook()
    book.active["A1"], book.active["XFD1048576"] = "Først", "Sist"
    (table,) = tables(api.read_bytes(data=saved(book), name="plan"))
    assert [row for row in cells(table) if row] == [[(0, "Først")], [(16383, "Sist")]]
