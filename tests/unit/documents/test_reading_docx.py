from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from tests.factories.office_bytes import cells, lines, saved, tables, texts

from samspill.documents import api


@pytest.fixture
def paper() -> Any:
    return Document()


def _read(paper: Any) -> api.Document:
    return api.read_bytes(data=saved(paper), name="plan.docx")


def _shade(cell: Any, **names: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in names.items():
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def test_paragraphs_and_tables_come_in_the_order_of_the_body(paper: Any):
    paper.add_paragraph("Før")
    paper.add_table(1, 1).cell(0, 0).text = "Inni"
    paper.add_paragraph("Etter")
    (page,) = _read(paper).pages
    assert [type(block).__name__ for block in page.blocks] == ["TextBlock", "Table", "TextBlock"]


def test_styles_tell_titles_and_the_depth_of_headings(paper: Any):
    paper.add_paragraph("Handlingsplan", style="Title")
    paper.add_heading("Område", level=1)
    paper.add_heading("Tiltak", level=3)
    paper.add_paragraph("Tekst")
    assert [(block.role, block.level) for block in _read(paper).pages[0].blocks] == [
        (api.Role.TITLE, 0),
        (api.Role.HEADING, 1),
        (api.Role.HEADING, 3),
        (api.Role.BODY, 0),
    ]


def test_a_style_of_ones_own_inherits_from_the_heading_it_is_based_on(paper: Any):
    own = paper.styles.add_style("Kommunens tittel", 1)
    own.base_style = paper.styles["Heading 2"]
    paper.add_paragraph("Mål", style=own)
    (block,) = _read(paper).pages[0].blocks
    assert (block.role, block.level) == (api.Role.HEADING, 2)


def test_list_items_that_follow_each_other_are_one_block(paper: Any):
    paper.add_paragraph("Ett", style="List Bullet")
    paper.add_paragraph("To", style="List Bullet")
    paper.add_paragraph("Slutt")
    blocks = _read(paper).pages[0].blocks
    assert [[(line.bullet, line.text) for line in block.lines] for block in blocks] == [
        [("•", "Ett"), ("•", "To")],
        [("", "Slutt")],
    ]


def test_numbers_that_word_makes_are_counted(paper: Any):
    for text in ("Ett", "To"):
        paper.add_paragraph(text, style="List Number")
    assert [(line.bullet, line.text) for line in lines(_read(paper))] == [("1.", "Ett"), ("2.", "To")]


def test_the_depth_of_a_list_item_is_its_indent(paper: Any):
    item = paper.add_paragraph("Under", style="List Bullet")
    numbering = item.style.element.pPr.numPr.numId.val
    item._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="2"/><w:numId w:val="{numbering}"/></w:numPr>')
    )
    assert lines(_read(paper))[0].indent == 2


def test_merged_cells_stand_once_with_their_spans(paper: Any):
    table = paper.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "Overskrift"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Tema"
    table.cell(2, 2).text = "Sist"
    (read,) = tables(_read(paper))
    assert cells(read) == [[(0, "Overskrift")], [(0, "Tema"), (1, ""), (2, "")], [(1, ""), (2, "Sist")]]
    assert (read.rows[0].cells[0].column_span, read.rows[1].cells[0].row_span, read.columns) == (3, 2, 3)


def test_shading_is_the_colour_of_the_cell(paper: Any):
    table = paper.add_table(1, 3)
    _shade(table.cell(0, 0), val="clear", fill="00B050")
    _shade(table.cell(0, 1), val="clear", fill="auto")
    table.cell(0, 2).text = "x"
    assert [cell.fill for cell in tables(_read(paper))[0].rows[0].cells] == ["#00b050", None, None]


def test_theme_shading_is_resolved(paper: Any):
    table = paper.add_table(1, 1)
    table.cell(0, 0).text = "x"
    _shade(table.cell(0, 0), val="clear", fill="DBE5F1", themeFill="accent1")
    assert tables(_read(paper))[0].rows[0].cells[0].fill == "#4f81bd"


def test_bold_size_and_highlight_belong_to_the_line(paper: Any):
    run = paper.add_paragraph().add_run("Frist")
    run.bold, run.font.size, run.font.highlight_color = True, Pt(14), WD_COLOR_INDEX.YELLOW
    (line,) = lines(_read(paper))
    assert (line.bold, line.size, line.fill) == (True, 14.0, "#ffff00")


def test_hidden_and_deleted_words_are_left_out_and_inserted_ones_kept(paper: Any):
    paragraph = paper.add_paragraph("Synlig ")
    paragraph.add_run("skjult ").font.hidden = True
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>slettet</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>satt inn</w:t></w:r></w:ins>"))
    assert texts(_read(paper)) == ["Synlig satt inn"]


def test_content_controls_and_links_are_read(paper: Any):
    paper.element.body.insert(
        0,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:hyperlink><w:r><w:t>Lenket ord</w:t></w:r></w:hyperlink>"
            "</w:p></w:sdtContent></w:sdt>"
        ),
    )
    assert texts(_read(paper)) == ["Lenket ord"]


def test_a_text_box_stands_once_after_its_paragraph(paper: Any):
    box = "<w:txbxContent><w:p><w:r><w:t>I boksen</w:t></w:r></w:p></w:txbxContent>"
    paper.add_paragraph("Anker")._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"<mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    assert texts(_read(paper)) == ["Anker", "I boksen"]


def test_headers_come_first_and_footers_last(paper: Any):
    paper.sections[0].header.paragraphs[0].text = "Topp"
    paper.sections[0].footer.paragraphs[0].text = "Bunn"
    paper.add_paragraph("Midt")
    assert texts(_read(paper)) == ["Topp", "Midt", "Bunn"]


def test_a_table_inside_a_cell_keeps_its_words(paper: Any):
    cell = paper.add_table(1, 1).cell(0, 0)
    cell.text = "Ytre"
    cell.add_table(1, 1).cell(0, 0).text = "Indre"
    assert tables(_read(paper))[0].rows[0].cells[0].text == "Ytre Indre"
