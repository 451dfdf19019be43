"""The rows of a review cut into areas, and the areas into pages that hold whole areas where they can."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from samspill.kernel.organisations import Register
from samspill.plan.review import api as review
from samspill.plan.review.contracts import MeasureWords, ReviewView, Row, RowKind, RowView
from samspill.web.pages.imports.presenters import ShownRow, shown_row, title_of

ROWS_A_PAGE = 20
"""Keeps the first view far below 130 kB, whatever the plan's size."""

AREA_ROWS_MAX = 30
"""An area is kept on one page up to here, so that its rows can be looked at and accepted as one."""


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one area that a page shows."""

    number: int
    """Counts the sections of the page."""
    name: str
    """The area's name; empty for what stands before the areas."""
    rows: tuple[ShownRow, ...]
    together: tuple[str, ...]
    """Paths of the rows that can be accepted as one."""
    same_years: tuple[str, ...]
    """Paths of the rows that only ask whether the years above their columns are right."""
    years: tuple[str, ...]
    """Those years, as the plan writes them."""


def pages_of(views: Sequence[RowView]) -> list[list[RowView]]:
    """Return the rows page by page: areas are kept whole where they are not too long."""
    pages: list[list[RowView]] = []
    for _area, group in groupby(views, key=lambda view: area_of(view.row)):
        rows = list(group)
        if pages and len(pages[-1]) + len(rows) <= ROWS_A_PAGE:
            pages[-1] += rows
            continue
        if len(rows) <= AREA_ROWS_MAX:
            pages.append(rows)
            continue
        pages += [rows[at : at + ROWS_A_PAGE] for at in range(0, len(rows), ROWS_A_PAGE)]
    return pages or [[]]


def sections_of(views: Sequence[RowView], *, whole: ReviewView, register: Register) -> list[Section]:
    """Return a page's rows area by area."""
    groups = groupby(views, key=lambda view: area_of(view.row))
    return [
        _section(number, area, list(rows), whole=whole, register=register) for number, (area, rows) in enumerate(groups)
    ]


def area_of(row: Row) -> str:
    """Return the path of the area a row stands in; empty for what stands before the areas."""
    return "/".join(row.path.split("/")[:2]) if row.path.startswith("area/") else ""


def _section(number: int, area: str, views: list[RowView], *, whole: ReviewView, register: Register) -> Section:
    same = [view for view in views if review.asks_years_alone(view)]
    head = whole.row(area)
    return Section(
        number=number,
        name=(title_of(head.words) or _("Innsatsområde uten navn")) if head else "",
        rows=tuple(shown_row(view, whole=whole, register=register) for view in views),
        together=tuple(view.row.path for view in views if review.can_accept_together(view)),
        same_years=tuple(view.row.path for view in same) if len(same) > 1 else (),
        years=_labels(same, whole),
    )


def _labels(views: list[RowView], whole: ReviewView) -> tuple[str, ...]:
    words = [view.words for view in views if view.row.kind is RowKind.MEASURE]
    years = sorted({cell.year for said in words if isinstance(said, MeasureWords) for cell in said.cells if cell.year})
    plan = whole.rows[0].words
    heads = {head.year: head.label for head in getattr(plan, "years", ())}
    return tuple(heads.get(year, str(year)) for year in years)
