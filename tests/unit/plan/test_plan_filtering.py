from dataclasses import replace
from datetime import date

import pytest

from samspill.kernel.organisations import OrganisationId
from samspill.plan.contracts import (
    AreaId,
    AreaView,
    CellId,
    CellKind,
    CellView,
    Deadline,
    GroupId,
    GroupView,
    MeasureId,
    MeasureState,
    MeasureView,
    PortfolioFilter,
    Responsible,
    Status,
    VersionId,
)
from samspill.plan.differences import status_now
from samspill.plan.filtering import fits, narrow


def cell(year: int | None, text: str, status: Status) -> CellView:
    return CellView(CellId(1), year, str(year), CellKind.PLANNED, text, status)


CELLS = (
    cell(2025, "Kartlagt", Status.DONE),
    cell(2026, "Øve på utskrivning", Status.PLANNED),
    cell(2027, "", Status.UNKNOWN),
)
MEASURE = MeasureView(
    MeasureId(1),
    VersionId(1),
    AreaId(1),
    "Barn og unge",
    GroupId(1),
    "Felles forståelse",
    "Ålesund-modellen for ÆRLIGE samtaler",
    MeasureState.IN_PROGRESS,
    CELLS,
    responsible=(Responsible("Bydel Sagene", OrganisationId("bydel-sagene")),),
    deadline=Deadline("Innen juni", date(2026, 6, 30)),
    remark="Etter påske",
    status_now=status_now(CELLS),
)
EMPTY = replace(
    MEASURE, id=MeasureId(2), title="Annet", cells=(), responsible=(), deadline=None, status_now=Status.UNKNOWN
)


@pytest.mark.parametrize(
    ("where", "fit"),
    [
        (PortfolioFilter(text="økonomi"), False),
        (PortfolioFilter(text="samtaler fravær"), False),
        (PortfolioFilter(status=Status.DONE), False),
        (PortfolioFilter(status=Status.PLANNED, year=2025), False),
        (PortfolioFilter(status=Status.DONE, year=2031), False),
        (PortfolioFilter(year=2027), False),
        (PortfolioFilter(state=MeasureState.DONE), False),
        (PortfolioFilter(organisation_id=OrganisationId("ous")), False),
        (PortfolioFilter(due_by=date(2026, 6, 29)), False),
        (PortfolioFilter(text="ærlige ÅLESUND"), True),
        (PortfolioFilter(text="øve på"), True),
        (PortfolioFilter(text="bydel sagene"), True),
        (PortfolioFilter(text="PÅSKE"), True),
        (PortfolioFilter(text="barn og unge"), True),
        (PortfolioFilter(status=Status.PLANNED), True),
        (PortfolioFilter(status=Status.DONE, year=2025), True),
        (PortfolioFilter(status=Status.UNKNOWN, year=2027), True),
        (PortfolioFilter(year=2026), True),
        (PortfolioFilter(state=MeasureState.IN_PROGRESS), True),
        (PortfolioFilter(organisation_id=OrganisationId("bydel-sagene")), True),
        (PortfolioFilter(due_by=date(2026, 6, 30)), True),
        (PortfolioFilter(), True),
    ],
)
def test_measure_fits_what_is_asked_for(where: PortfolioFilter, fit: bool) -> None:
    assert fits(MEASURE, where) is fit


def test_measure_without_deadline_is_never_due() -> None:
    assert not fits(EMPTY, PortfolioFilter(due_by=date(2099, 1, 1)))


AREA = AreaView(
    AreaId(1), "Barn", 1, "", (), (GroupView(GroupId(1), "A", (MEASURE, EMPTY)), GroupView(GroupId(2), "B", ())), 2
)
OTHER = AreaView(AreaId(2), "Eldre", 2, "", (), ())


def test_nothing_asked_for_gives_all_areas_and_groups() -> None:
    assert narrow((AREA, OTHER), PortfolioFilter()) == (AREA, OTHER)


def test_areas_and_groups_without_a_fitting_measure_are_left_out() -> None:
    narrowed = narrow((AREA, OTHER), PortfolioFilter(text="samtaler"))
    assert [(area.id, [group.name for group in area.groups], area.measures_in_all) for area in narrowed] == [
        (1, ["A"], 2)
    ]


def test_area_is_asked_for_by_its_id() -> None:
    assert narrow((AREA, OTHER), PortfolioFilter(area_id=AreaId(2))) == ()


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ((), Status.UNKNOWN),
        ((cell(2026, "", Status.UNKNOWN),), Status.UNKNOWN),
        ((cell(2026, "", Status.UNKNOWN), cell(2025, "", Status.DONE)), Status.DONE),
        ((cell(2025, "", Status.DONE), cell(2026, "", Status.PLANNED)), Status.PLANNED),
        ((cell(None, "", Status.DONE), cell(2025, "", Status.PLANNED)), Status.PLANNED),
        ((cell(None, "", Status.DONE),), Status.DONE),
    ],
)
def test_status_now_is_that_of_the_newest_year_that_has_one(cells: tuple[CellView, ...], status: Status) -> None:
    assert status_now(cells) is status
