import pytest
from tests.factories.office_bytes import cells, lines, tables, texts

from samspill.documents import api


def _read(body: str, head: str = '<meta charset="utf-8">') -> api.Document:
    page = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    return api.read_bytes(data=page.encode(), name="plan.html")


def _roles(document: api.Document) -> list[tuple[str, int, str]]:
    return [(b.role.value, b.level, b.text) for b in document.pages[0].blocks if isinstance(b, api.TextBlock)]


def test_headings_keep_their_depth_and_paragraphs_their_place():
    document = _read("<h1>Plan</h1><p>Om planen</p><h3>Mål</h3><div>Løs tekst<p>Ny</p>etter</div>")
    assert _roles(document) == [
        ("heading", 1, "Plan"),
        ("body", 0, "Om planen"),
        ("heading", 3, "Mål"),
        ("body", 0, "Løs tekst"),
        ("body", 0, "Ny"),
        ("body", 0, "etter"),
    ]


@pytest.mark.parametrize(
    "head",
    [
        '<h3><button aria-expanded="false" aria-controls="p1">Hode</button></h3>',
        '<button class="btn" aria-expanded="false">Hode</button>',
        '<h4><span role="button" tabindex="0">Hode</span></h4>',
        '<a href="#p1" data-toggle="collapse">Hode</a>',
        '<div class="accordion__title">Hode</div>',
        '<button class="nhsuk-accordion-header">Hode</button>',
        '<div class="Accordion_button__x1y2">Hode</div>',
        "<details><summary>Hode</summary></details>",
    ],
)
def test_the_head_of_an_accordion_is_known_as_one(head: str):
    document = _read(f'{head}<div id="p1"><p>Det som foldes ut</p></div>')
    assert [(role, text) for role, _, text in _roles(document)] == [
        ("accordion-head", "Hode"),
        ("body", "Det som foldes ut"),
    ]


@pytest.mark.parametrize("hiding", ["hidden", 'style="display: none"', 'aria-hidden="true"', 'class="collapse"'])
def test_the_panel_of_a_closed_accordion_is_read(hiding: str):
    document = _read(f'<h3><button aria-controls="p1">Hode</button></h3><div id="p1" {hiding}>Innhold</div>')
    assert texts(document) == ["Hode", "Innhold"]


def test_nested_lists_keep_bullets_numbers_and_depth():
    document = _read("<ul><li>En<ol start='3'><li>Tre</li><li>Fire</li></ol>etter</li><li><p>To</p></li></ul>")
    assert [(line.bullet, line.indent, line.text) for line in lines(document)] == [
        ("•", 0, "En"),
        ("3.", 1, "Tre"),
        ("4.", 1, "Fire"),
        ("", 0, "etter"),
        ("•", 0, "To"),
    ]


def test_cells_keep_spans_and_find_their_column_past_those_from_above():
    document = _read(
        "<table><thead><tr><th colspan=2>Tema</th><th>Frist</th></tr></thead>"
        "<tr><td rowspan=2>A</td><td>b</td><td>c</td></tr><tr><td>d</td></tr></table>"
    )
    (table,) = tables(document)
    assert cells(table) == [[(0, "Tema"), (2, "Frist")], [(0, "A"), (1, "b"), (2, "c")], [(1, "d")]]
    assert (table.columns, table.rows[0].cells[0].column_span, table.rows[1].cells[0].row_span) == (3, 2, 2)
    assert (table.rows[0].cells[0].bold, table.rows[1].cells[0].bold) == (True, False)


@pytest.mark.parametrize(
    ("cell", "colour"),
    [
        ('<td style="background-color: #00B050">x</td>', "#00b050"),
        ('<td style="background:#0f0 none">x</td>', "#00ff00"),
        ('<td style="color:red;background: rgb(255, 192, 0)">x</td>', "#ffc000"),
        ('<td bgcolor="yellow">x</td>', "#ffff00"),
        ('<td><span style="background:#c00000">x</span></td>', "#c00000"),
        ('<td style="background: rgba(1, 2, 3, 0)">x</td>', None),
        ('<td style="background: url(bilde.png)">x</td>', None),
        ("<td>x</td>", None),
    ],
)
def test_the_colour_of_a_cell_is_read(cell: str, colour: str | None):
    (table,) = tables(_read(f"<table><tr>{cell}<td>y</td></tr></table>"))
    assert table.rows[0].cells[0].fill == colour


def test_a_table_that_only_lays_out_the_page_is_unfolded():
    document = _read("<table><tr><td><h2>Mål</h2><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>")
    assert texts(document) == ["Mål"]
    assert cells(tables(document)[0]) == [[(0, "a"), (1, "b")]]


def test_menus_scripts_styles_footers_and_cookie_banners_are_left_out():
    document = _read(
        "<script>let a = 1</script><style>p {}</style><nav>Meny</nav><div class='cookie-consent'>Godta</div>"
        "<header><a>Logo</a></header><p>Planen</p><footer>Adresse</footer><noscript>Slå på</noscript>"
    )
    assert texts(document) == ["Planen"]


def test_only_the_main_part_is_read_where_the_page_has_one():
    assert texts(_read("<div>Ved siden av</div><main><p>Planen</p></main><aside>Les også</aside>")) == ["Planen"]


def test_a_page_with_its_table_outside_the_main_part_is_read_whole():
    document = _read("<main><p>Innledning</p></main><table><tr><td>a</td><td>b</td></tr></table>")
    assert len(tables(document)) == 1


def test_bold_breaks_and_the_title_are_kept():
    document = _read("<p><strong>Frist</strong></p><p>En<br>To <b>tre</b></p>", head="<title>Plan 2026</title>")
    assert [(line.text, line.bold) for line in lines(document)] == [("Frist", True), ("En", False), ("To tre", False)]
    assert document.title == "Plan 2026"


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8", '<meta charset="utf-8">'),
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'),
        ("cp1252", ""),
        ("cp1252", '<meta charset="finnes-ikke">'),
    ],
)
def test_norwegian_letters_survive_the_encoding(encoding: str, head: str):
    page = f"<html><head>{head}</head><body><p>Sømløs – på Økern</p></body></html>"
    document = api.read_bytes(data=page.encode(encoding), name="a.html")
    assert texts(document) == ["Sømløs – på Økern"]


def test_an_xhtml_page_with_its_xml_head_is_read():
    page = (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>På</p></body></html>'
    )
    assert texts(api.read_bytes(data=page.encode(), name="a.html")) == ["På"]


def test_absurd_nesting_ends_in_a_refusal_or_the_words():
    with pytest.raises(api.Unreadable, match="for omfattende"):
        _read("<div>" * 5000 + "innerst" + "</div>" * 5000)
