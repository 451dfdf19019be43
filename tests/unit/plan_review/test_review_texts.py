"""The document beside the rows, names of organisations, and names of files."""

from datetime import date

import pytest

from samspill.documents.contracts import Cell, Document, Form, Line, Page, Role, Row, Table, TextBlock
from samspill.kernel.communities import OSLO, load_community
from samspill.kernel.organisations import Kind, Organisation, OrganisationId, Register
from samspill.plan.review.contracts import LeafTable, LeafText
from samspill.plan.review.folder import shown_name
from samspill.plan.review.highlighting import Piece, highlight
from samspill.plan.review.leaves import LETTERS_MAX, leaves_of
from samspill.plan.review.suggestions import naming, suggest

DAY = date(2026, 3, 2)
REGISTER = load_community(OSLO).organisations


def marked(lines: list[str], *verbatims: str) -> list[str]:
    return ["".join(piece.text for piece in line if piece.marked) for line in highlight(lines, verbatims)]


def test_words_are_marked_across_line_breaks_whatever_the_space_between() -> None:
    assert marked(["1 Felles", "veileder  for alle 2026"], "Felles veileder\nfor alle") == [
        "Felles",
        "veileder  for alle",
    ]


def test_words_that_are_not_there_mark_nothing() -> None:
    assert highlight(["Felles veileder"], ["Noe annet", "  "]) == [(Piece("Felles veileder"),)]


def test_each_value_is_marked_for_itself() -> None:
    assert marked(["Veileder | Lage utkast"], "Veileder", "Lage utkast") == ["Veileder  Lage utkast"]


def document(*blocks: TextBlock | Table) -> Document:
    return Document("plan.docx", Form.DOCX, "a" * 64, (Page(1, blocks),))


def test_a_long_page_is_cut_into_leaves_that_hold_everything_in_order() -> None:
    block = TextBlock(tuple(Line(f"Linje {number} {'x' * 80}") for number in range(100)))
    leaves = leaves_of([document(block)])
    shown = [line.text for leaf in leaves for part in leaf.blocks if isinstance(part, LeafText) for line in part.lines]
    assert shown == [line.text for line in block.lines]
    assert [leaf.head.part for leaf in leaves] == [1, 2, 3, 4, 5, 6, 7]
    assert max(len("".join(line.text for part in leaf.blocks for line in part.lines)) for leaf in leaves) <= LETTERS_MAX  # type: ignore[union-attr]


def test_a_leaf_keeps_heads_tables_and_fills() -> None:
    table = Table((Row((Cell(0, (Line("Veileder"),), fill="#00b050"), Cell(1))),), columns=2)
    (leaf,) = leaves_of([document(TextBlock((Line("Barn og unge"),), Role.HEADING), table)])
    head, shown = leaf.blocks
    assert isinstance(head, LeafText)
    assert isinstance(shown, LeafTable)
    assert (head.head, shown.rows[0][0].fill, shown.rows[0][0].lines[0].text) == (True, "#00b050", "Veileder")


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        ("Bydel Sagene", "bydel-sagene"),
        ("bydel  sagene", "bydel-sagene"),
        ("OUS", "ous"),
        ("Bydel Sagene og OUS", None),
        ("Partene i avtalen", None),
        ("", None),
    ],
)
def test_only_an_organisations_very_name_is_known(text: str, organisation: str | None) -> None:
    assert naming(REGISTER, day=DAY)(text).organisation_id == organisation


def test_a_name_that_two_organisations_share_tells_neither() -> None:
    twins = Register(tuple(Organisation(OrganisationId(name), "Legekontoret", Kind.GP_PRACTICE) for name in ("a", "b")))
    assert naming(twins, day=DAY)("Legekontoret").organisation_id is None


def test_a_likeness_is_suggested_likeliest_first() -> None:
    assert suggest("Sagene bydel", REGISTER, day=DAY)[0].id == "bydel-sagene"


def test_nothing_is_suggested_for_words_that_are_like_no_name() -> None:
    assert suggest("xyzzy qwfp", REGISTER, day=DAY) == ()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Planer\\plan 2026.pdf", "plan 2026.pdf"),
        ("plan\x00\r\n.pdf", "plan.pdf"),
        ("", "uten navn"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_files_name_is_shown_without_folders_and_control_signs(given: str, shown: str) -> None:
    assert shown_name(given) == shown
