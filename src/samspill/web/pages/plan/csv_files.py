"""Downloads for Excel: semicolons, a byte order mark, and no cell that Excel would run as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from samspill.kernel.organisations import OrganisationId
from samspill.plan.contracts import ChangeView, MeasureView, PortfolioView
from samspill.web.community import community
from samspill.web.components.numbers import moment_words
from samspill.web.components.words import MEASURE_STATE_LOOKS, status_word
from samspill.web.pages.plan.presenters.changes import values_words
from samspill.web.pages.plan.presenters.measures import Column, columns, measure_title
from samspill.web.pages.plan.words import ACT_WORDS, ORIGIN_WORDS, changed_field_word

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What makes a spreadsheet calculate a cell instead of showing it (OWASP, CSV injection)."""


def harmless(value: object) -> str:
    """Return a value as text that no spreadsheet runs."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip().startswith(FORMULA_STARTS) or text.startswith(FORMULA_STARTS) else text


def csv_response(rows: Iterable[Sequence[object]], *, filename: str) -> HttpResponse:
    """Return rows as a file to download."""
    text = io.StringIO()
    writer = csv.writer(
        text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL
    )  # also where commas part cells
    writer.writerows([harmless(value) for value in row] for row in rows)
    return HttpResponse(
        text.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )


def portfolio_rows(view: PortfolioView) -> Iterable[Sequence[object]]:
    """Yield the head and one row for each measure; each year has its text and its status."""
    measures = [(area, measure) for area in view.areas for measure in area.measures]
    heads = columns(view.version.years, (measure for _area, measure in measures))
    yield [
        *(_("Nr."), _("Område"), _("Gruppe"), _("Tiltak"), _("Fase")),
        *(word for head in heads for word in (head.label, _("%(year)s: status") % {"year": head.label})),
        *(_("Ansvarlig"), _("Frist"), _("Frist senest"), _("Merknad"), _("Eier"), _("Målgrupper"), _("Opphav")),
        _("Tiltaksnummer"),
    ]
    for area, measure in measures:
        yield [
            *("" if area.number is None else area.number, area.name, measure.group_name, _title(measure)),
            MEASURE_STATE_LOOKS[measure.state].word,
            *(value for head in heads for value in _year(measure, head, view)),
            ", ".join(one.text for one in measure.responsible),
            measure.deadline.text if measure.deadline else "",
            measure.deadline.latest.isoformat() if measure.deadline and measure.deadline.latest else "",
            measure.remark,
            measure.owner_forum,
            ", ".join(measure.target_groups),
            ORIGIN_WORDS[measure.origin],
            measure.id,
        ]


def change_rows(changes: Iterable[ChangeView]) -> Iterable[Sequence[object]]:
    """Yield the head and one row for each change."""
    yield [
        *(_("Tidspunkt"), _("Tidspunkt (ISO 8601)"), _("Hvem"), _("Rolle"), _("Virksomhet"), _("Virksomhetens id")),
        *(_("Hva"), _("Tiltak"), _("Felt")),
        *(_("Før"), _("Etter"), _("Hvorfor")),
    ]
    for one in changes:
        yield [
            *(moment_words(one.at), timezone.localtime(one.at).isoformat(timespec="seconds"), one.by_name, one.by_role),
            *(_organisation_name(one.organisation_id), one.organisation_id, ACT_WORDS[one.act]),
            *(one.measure_title, changed_field_word(one), *values_words(one), one.why),
        ]


def _organisation_name(organisation_id: OrganisationId) -> str:
    found = community().organisations.find(organisation_id)
    return found.name if found else ""


def _title(measure: MeasureView) -> str:
    return measure.title or "\n".join((measure_title(measure), *measure.bullets))


def _year(measure: MeasureView, head: Column, view: PortfolioView) -> tuple[str, str]:
    cells = [cell for cell in measure.cells if cell.year == head.year]
    statuses = {status_word(cell.status, view.version.status_words) for cell in cells}
    return "\n".join(cell.text for cell in cells), ", ".join(sorted(statuses))
