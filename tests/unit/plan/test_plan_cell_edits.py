import pytest
from tests.factories.plan_drafts import YEARS

from samspill.plan.cell_edits import Verb, cell_edits
from samspill.plan.contracts import CellDraft, CellId, CellKind, CellView, Status

DONE_2025 = CellView(CellId(1), 2025, "2025", CellKind.ACHIEVED, "Kartlagt", Status.DONE)
EMPTY_2026 = CellView(CellId(2), 2026, "Fokus", CellKind.PLANNED, "", Status.UNKNOWN)
SOMETIME = CellView(CellId(3), None, "", CellKind.PLANNED, "Starte", Status.UNKNOWN)
NOW = (DONE_2025, EMPTY_2026, SOMETIME)
SAME = (CellDraft(2025, "Kartlagt"), CellDraft(2026, ""), CellDraft(None, "Starte"))

Told = tuple[Verb, int | None, str, str, str]


def told(*drafted: CellDraft) -> list[Told]:
    return [
        (
            edit.verb,
            edit.cell.id if edit.cell else None,
            *(getattr(edit.difference, name) for name in ("field", "before", "after")),
        )
        for edit in cell_edits(NOW, drafted, YEARS)
    ]


def test_same_texts_with_no_status_change_nothing() -> None:
    assert told(*SAME) == []


@pytest.mark.parametrize(
    ("drafted", "expected"),
    [
        (
            (CellDraft(2025, "Kartlagt bredt"), *SAME[1:]),
            (Verb.WRITE_TEXT, 1, "text 2025", "Kartlagt", "Kartlagt bredt"),
        ),
        (SAME[1:], (Verb.WRITE_TEXT, 1, "text 2025", "Kartlagt", "")),
        (
            (SAME[0], CellDraft(2026, "", status=Status.PLANNED), SAME[2]),
            (Verb.REPORT, 2, "status 2026", "unknown", "planned"),
        ),
        (
            (*SAME[:2], CellDraft(None, "Starte", status=Status.PLANNED)),
            (Verb.WRITE_STATUS, 3, "status ?", "unknown", "planned"),
        ),
        (SAME[:2], (Verb.DROP, 3, "text ?", "Starte", "")),
        ((*SAME, CellDraft(None, "Enda et")), (Verb.ADD, None, "text ?", "", "Enda et")),
    ],
)
def test_each_change_is_one_edit(drafted: tuple[CellDraft, ...], expected: Told) -> None:
    assert told(*drafted) == [expected]


def test_text_without_a_year_is_moved_to_the_year_somebody_knows() -> None:
    assert told(SAME[0], CellDraft(2026, "Starte")) == [
        (Verb.WRITE_TEXT, 2, "text 2026", "", "Starte"),
        (Verb.DROP, 3, "text ?", "Starte", ""),
    ]


def test_status_that_is_not_said_stays() -> None:
    assert told(CellDraft(2025, "Kartlagt", status=Status.UNKNOWN), *SAME[1:]) == []
