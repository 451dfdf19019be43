"""The measure form and its rows as one thing: filled from a draft or from what was sent, checked, and read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BaseFormSet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from samspill.kernel.texts import Text
from samspill.plan import api as plan
from samspill.plan.contracts import CellKind, CellView, MeasureDraft, VersionView
from samspill.web.community import community
from samspill.web.pages.plan.words import KIND_WORDS
from samspill.web.pages.plan_writing.inputs import ErrorRow, add_errors, error_rows
from samspill.web.pages.plan_writing.measures import drafts
from samspill.web.pages.plan_writing.measures.forms import (
    ROWS_EXTRA,
    CellForm,
    CellRows,
    MeasureForm,
    ResponsibleForm,
    ResponsibleRows,
    organisation_choices,
    year_choices,
)
from samspill.web.texts import translate

RESPONSIBLE, CELLS = "ansvarlig", "aar"
MORE, SUGGEST = "more", "suggest"
HELPS = frozenset({MORE, SUGGEST})
"""Acts that give the form back with more rows, or with a day for the deadline; nothing is saved."""
FIELDS = {"deadline": "deadline_text"}


@dataclass(frozen=True, slots=True)
class CellRow:
    """A year's text in the form."""

    form: CellForm
    kind: str | Promise
    """Whether the year says what is planned or what was achieved."""
    years: Sequence[tuple[str, str | Promise]]
    year: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """The form and its rows."""

    own: MeasureForm
    responsible: "BaseFormSet[ResponsibleForm]"
    cells: "BaseFormSet[CellForm]"
    version: VersionView
    no_day: bool = False
    """Whether a day was asked for that the words of the deadline do not tell."""

    def is_valid(self) -> bool:
        """Check everything, so that all there is to mend is shown at once."""
        return all([self.own.is_valid(), self.responsible.is_valid(), self.cells.is_valid()])

    def demand_title(self) -> None:
        """Say that the title is missing together with what else is, before the plan is asked."""
        if not self.own.cleaned_data.get("title") and "title" not in self.own.errors:
            self.own.add_error("title", _("Skriv hva tiltaket heter."))

    def draft(self, *, was: tuple[CellView, ...] = ()) -> MeasureDraft:
        """Return what a valid form says.

        Args:
            was: The measure's cells before the edit.
        """
        return drafts.draft_from(
            self.own.cleaned_data,
            [form.cleaned_data for form in self.responsible.forms if form.cleaned_data],
            [form.cleaned_data for form in self.cells.forms if form.cleaned_data],
            register=community().organisations,
            was=was,
        )

    def refuse(self, errors: dict[str, Text]) -> None:
        """Put the plan's own errors by the fields."""
        rest = dict(errors)
        if text := rest.pop("responsible", None):
            self._refuse_responsible(text)
        for name in [name for name in rest if name.startswith("cells")]:
            self._refuse_cell(name.removeprefix("cells").strip(), rest.pop(name))
        add_errors(self.own, rest, fields=FIELDS)

    def _refuse_responsible(self, text: Text) -> None:
        written = [form for form in self.responsible.forms if drafts.says_something(form.cleaned_data)]
        nameless = [form for form in written if not form.cleaned_data["text"] and not form.cleaned_data["organisation"]]
        longest = sorted(written, key=lambda form: -len(form.cleaned_data["text"]))
        for form in (nameless or longest)[:1]:
            form.add_error("text", translate(text))

    def _refuse_cell(self, year: str, text: Text) -> None:
        rows = [form for form in self.cells.forms if str(form.cleaned_data.get("year") or "?") == year]
        for form in (rows or self.cells.forms)[-1:]:
            form.add_error("text", translate(text))

    @property
    def errors(self) -> list[ErrorRow]:
        """All there is to mend, in the order of the page."""
        if not self.own.is_bound:
            return []
        found = list(error_rows(self.own))
        for number, form in enumerate(self.responsible.forms, start=1):
            found += error_rows(form, about=_("Ansvarlig %(number)s") % {"number": number})
        for cell in self.cells.forms:
            found += error_rows(cell, about="" if cell.placed_year else _("Tekst uten kjent år"))
        for rows in (self.responsible, self.cells):
            found += [ErrorRow("", "", str(text)) for text in rows.non_form_errors()]
        return found

    @property
    def cell_rows(self) -> list[CellRow]:
        """The years in the order of the page."""
        years = year_choices(self.version)
        return [
            CellRow(form, _kind_word(str(form["kind"].value() or "")), years, str(form["year"].value() or ""))
            for form in self.cells.forms
        ]


def filled(draft: MeasureDraft, version: VersionView, *, why: str = "") -> Bundle:
    """Return the form as a draft fills it."""
    kept = tuple(str(body.organisation_id or "") for body in draft.responsible)
    return Bundle(
        own=MeasureForm(initial={**drafts.initial_fields(draft), "why": why}),
        responsible=ResponsibleRows(
            initial=drafts.initial_responsible(draft),
            prefix=RESPONSIBLE,
            form_kwargs={"organisations": organisation_choices(kept)},
        ),
        cells=CellRows(
            initial=drafts.initial_cells(draft, version.years), prefix=CELLS, form_kwargs={"labels": _labels(version)}
        ),
        version=version,
    )


def sent(posted: QueryDict, version: VersionView, *, kept: MeasureDraft, act: str = "") -> Bundle:
    """Return the form as it was sent.

    Args:
        posted: What was sent.
        version: The version the measure stands in.
        kept: How the measure stands, whose organisations stay choices also when they have ended.
        act: One of ``HELPS`` when the form was sent for help and not to be saved.
    """
    posted = posted.copy()
    day = plan.latest_day(words=posted.get("deadline_text", "")) if act == SUGGEST else None
    if day:
        posted["deadline_latest"] = day.isoformat()
    if act == MORE:
        rows = f"{RESPONSIBLE}-TOTAL_FORMS"
        posted[rows] = str(_whole(posted.get(rows, "")) + ROWS_EXTRA)
    ids = tuple(str(body.organisation_id or "") for body in kept.responsible)
    form_kwargs: dict[str, Any] = {"organisations": organisation_choices(ids)}
    return Bundle(
        own=MeasureForm(posted),
        responsible=ResponsibleRows(posted, prefix=RESPONSIBLE, form_kwargs=form_kwargs),
        cells=CellRows(posted, prefix=CELLS, form_kwargs={"labels": _labels(version)}),
        version=version,
        no_day=act == SUGGEST and day is None,
    )


def _labels(version: VersionView) -> dict[tuple[str, str], str]:
    return {(str(head.year), head.kind.value): head.label or str(head.year) for head in version.years}


def _kind_word(kind: str) -> str | Promise:
    return KIND_WORDS[CellKind(kind)] if kind in {one.value for one in CellKind} else ""


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
