"""Importing as a property: any text and any neutral document is understood or refused, the same way every time."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.documents.contracts import Cell, Document, Form, Line, Page, Role, Row, Table, TextBlock
from samspill.plan.importing.api import to_gold, understand
from samspill.plan.importing.contracts import Flag, FoundPlan

WORDS = st.sampled_from(
    [
        *(
            "Tiltak",
            "TILTAK",
            "Ansvarlig",
            "Frist",
            "Merknad",
            "Tema",
            "FOKUSOMRÅDER",
            "2024",
            "2025",
            "Fokus for 2026",
        ),
        *("Målbilde:", "Mål", "Innen 31.12.19", "31.02.2026", "Våren", "Under arbeid", "Ikke påbegynt", "Ferdigstilt"),
        *("Handlingsplan for 2022", "Tidsramme:", "1.", "1.1", "og", "på", "Kommunen", "Utvikle", "felles", "rutine"),
        *("«Plan", "(utkast", "del 1", "-", "/", "Oslo", "samhandlingsmodeller", "•", "Slide 3:", "\u00ad", "\ufb01"),
    ]
)
SAID = st.one_of(
    st.lists(WORDS, max_size=9).map(" ".join), st.text(max_size=60).map(lambda text: " ".join(text.split()))
)
LINES = st.builds(
    Line,
    text=SAID,
    bullet=st.sampled_from(["", "", "•"]),
    indent=st.integers(0, 3),
    size=st.sampled_from([None, 10.0, 24.0]),
    bold=st.booleans(),
    fill=st.sampled_from([None, "#00b050", "#ffffff"]),
)
BLOCKS = st.builds(
    TextBlock,
    lines=st.lists(LINES, min_size=1, max_size=5).map(tuple),
    role=st.sampled_from(Role),
    level=st.integers(0, 3),
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.integers(1, 5))
    rows = []
    for _ in range(draw(st.integers(1, 6))):
        cells = [
            Cell(
                column=column,
                lines=tuple(draw(st.lists(LINES, max_size=2))),
                fill=draw(st.sampled_from([None, "#c00000"])),
                column_span=draw(st.integers(1, columns - column)),
                row_span=draw(st.integers(1, 3)),
                bold=draw(st.booleans()),
            )
            for column in range(columns)
        ]
        rows.append(Row(tuple(cells)))
    return Table(tuple(rows), columns, draw(st.sampled_from(["", "Ark1", "Eldre"])))


PAGES = st.lists(st.one_of(BLOCKS, tables()), max_size=6).map(tuple)


def document(pages: list[tuple[TextBlock | Table, ...]], form: Form = Form.PPTX, name: str = "plan") -> Document:
    return Document(name, form, "0" * 64, tuple(Page(number, blocks) for number, blocks in enumerate(pages, start=1)))


def text_document(lines: list[str]) -> Document:
    return document([tuple(TextBlock((Line(line),)) for line in lines if line)], Form.TEXT)


def guesses_in_silence(plan: FoundPlan) -> list[str]:
    """Return cells whose year is not certain and that carry no flag."""
    return [
        cell.text.text
        for measure in plan.measures
        for cell in measure.cells
        if not cell.column_certain and not cell.text.flags
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(PAGES, max_size=4))
def test_any_document_is_understood_or_refused(pages: list[tuple[TextBlock | Table, ...]]) -> None:
    plan = understand([document(pages)])

    assert bool(plan.measures) != bool(plan.refusal)
    assert guesses_in_silence(plan) == []
    assert json.dumps(to_gold(plan), ensure_ascii=False)


@settings(max_examples=60, deadline=None)
@given(st.lists(SAID, max_size=40))
def test_any_text_is_understood_or_refused(lines: list[str]) -> None:
    plan = understand([text_document(lines)])

    assert bool(plan.measures) != bool(plan.refusal)
    assert guesses_in_silence(plan) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(PAGES, max_size=3), st.lists(SAID, max_size=20))
def test_the_same_documents_give_the_same_plan_in_any_order(
    pages: list[tuple[TextBlock | Table, ...]], lines: list[str]
) -> None:
    one, other = document(pages, name="a"), document([tuple(TextBlock((Line(x),)) for x in lines)], Form.TEXT, "b")

    assert to_gold(understand([one, other])) == to_gold(understand([other, one]))


PLAN = [
    "Porteføljeplan 2026", "Trygg hjemreise", "TILTAK 2024 2025 2026", "Felles grunnlag",
    "Utvikle felles sjekkliste for trygg hjemreise sammen med pårørende Under arbeid Under arbeid Ferdigstilt",
    "Prøve ut samtalegrupper for pårørende i alle bydeler og ved begge sykehusene i byen", "Planlagt",
]  # fmt: skip
FURNITURE = st.sampled_from(
    ["Foto: Ukjent fotograf", "Side 3 av 12", "05.11.2025 7", "www.eksempel.no", "33,87 cm", "7"]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(PLAN)), FURNITURE), max_size=6))
def test_furniture_between_the_lines_changes_no_measure(added: list[tuple[int, str]]) -> None:
    lines = list(PLAN)
    for place, line in sorted(added, reverse=True):
        lines.insert(place, line)
    plan = understand([text_document(lines)])

    assert [measure.title.text for measure in plan.measures if measure.title] == [
        "Utvikle felles sjekkliste for trygg hjemreise sammen med pårørende",
        "Prøve ut samtalegrupper for pårørende i alle bydeler og ved begge sykehusene i byen",
    ]
    assert [[cell.text.text for cell in measure.cells] for measure in plan.measures] == [
        ["Under arbeid", "Under arbeid", "Ferdigstilt"],
        ["Planlagt"],
    ]
    assert Flag.COLUMN_UNKNOWN in plan.measures[1].cells[0].text.flags
