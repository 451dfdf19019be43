from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.plan_drafts import GUIDE, SLEEP, TRAINING, YEARS, version_draft

from samspill.plan import drafts
from samspill.plan.contracts import CellDraft, CellKind, Deadline, Invalid, MeasureDraft, Responsible, Status, YearHead

PLANNED_AND_ACHIEVED = (*YEARS, YearHead(2026, "Oppnådd 2026", CellKind.ACHIEVED))


def errors_of(draft: MeasureDraft, *, title_may_be_lost: bool = False) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        drafts.check_measure(draft, years=YEARS, title_may_be_lost=title_may_be_lost)
    return {field: str(text) for field, text in refused.value.errors.items()}


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (replace(GUIDE, title="  "), "title"),
        (replace(GUIDE, title="x" * 1001), "title"),
        (replace(GUIDE, title="a\x00b"), "title"),
        (replace(GUIDE, remark="x" * 20_001), "remark"),
        (replace(GUIDE, responsible=(Responsible(" "),)), "responsible"),
        (replace(GUIDE, deadline=Deadline("")), "deadline"),
        (replace(GUIDE, bullets=("x" * 20_001,)), "bullets"),
        (replace(GUIDE, cells=(CellDraft(2024, "For tidlig"),)), "cells 2024"),
        (replace(GUIDE, cells=(CellDraft(2026, "En"), CellDraft(2026, "To"))), "cells 2026"),
        (replace(GUIDE, cells=(CellDraft(2026, "x" * 20_001),)), "cells 2026"),
        (replace(GUIDE, cells=(CellDraft(None, "x" * 20_001),)), "cells ?"),
    ],
)
def test_what_cannot_be_kept_is_told_by_field(draft: MeasureDraft, field: str) -> None:
    assert list(errors_of(draft)) == [field]


def test_every_error_is_told_at_once() -> None:
    draft = MeasureDraft("", responsible=(Responsible(""),), deadline=Deadline(" "))
    assert errors_of(draft) == {
        "title": "Skriv hva tiltaket heter.",
        "deadline": "Skriv fristen med ord også, for eksempel «innen sommeren 2026».",
        "responsible": "Skriv navnet på hver ansvarlig.",
    }


def test_title_that_the_source_lost_may_stay_lost() -> None:
    drafts.check_measure(MeasureDraft("", bullets=("Et punkt",)), years=YEARS, title_may_be_lost=True)


def test_year_that_the_source_went_outside_its_columns_with_may_stay() -> None:
    drafts.check_measure(
        replace(GUIDE, cells=(CellDraft(2024, "Tidlig"),)), years=YEARS, kept_years=[2024], title_may_be_lost=False
    )


@pytest.mark.parametrize(
    ("years", "field"),
    [((), "years"), ((YearHead(26, "26", CellKind.PLANNED),), "years"), ((YEARS[0], YEARS[0]), "years")],
)
def test_version_needs_likely_years_once(years: tuple[YearHead, ...], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        drafts.check_version(version_draft(SLEEP, years=years))
    assert list(refused.value.errors) == [field]


def test_version_tells_which_measure_is_wrong() -> None:
    with pytest.raises(Invalid) as refused:
        drafts.check_version(version_draft(TRAINING, replace(GUIDE, responsible=(Responsible(""),))))
    assert list(refused.value.errors) == ["area 1 measure 2 responsible"]


def test_whole_version_is_kept_with_its_gaps() -> None:
    drafts.check_version(version_draft(MeasureDraft(""), replace(GUIDE, cells=(CellDraft(2031, "Langt fram"),))))


def test_cell_takes_kind_and_label_of_the_years_only_column() -> None:
    assert drafts.settle(CellDraft(2025, "Gjort", CellKind.PLANNED), YEARS) == CellDraft(
        2025, "Gjort", CellKind.ACHIEVED, label="2025"
    )


def test_cells_own_kind_chooses_between_a_years_two_columns() -> None:
    assert drafts.settle(CellDraft(2026, "Gjort", CellKind.ACHIEVED), PLANNED_AND_ACHIEVED) == CellDraft(
        2026, "Gjort", CellKind.ACHIEVED, label="Oppnådd 2026"
    )


def test_measure_has_a_cell_for_every_column_and_keeps_the_rest() -> None:
    cells = (CellDraft(None, "Uten år"), CellDraft(2031, "Utenfor"), CellDraft(2026, "Plan"))
    assert [(cell.year, cell.text) for cell in drafts.lay_out(cells, YEARS)] == [
        (2025, ""),
        (2026, "Plan"),
        (2031, "Utenfor"),
        (None, "Uten år"),
    ]


cell_drafts = st.builds(
    CellDraft,
    year=st.one_of(st.none(), st.integers(2023, 2028)),
    text=st.text(min_size=1, max_size=5),
    kind=st.sampled_from(CellKind),
    status=st.sampled_from(Status),
)


@given(st.lists(cell_drafts, max_size=6, unique_by=lambda cell: cell.year or id(cell)))
def test_laying_out_loses_no_text(cells: list[CellDraft]) -> None:
    laid_out = drafts.lay_out(cells, YEARS)
    assert sorted(cell.text for cell in laid_out if cell.text) == sorted(cell.text for cell in cells)
