"""What a status report says."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspill.plan.contracts import MeasureView, Status, VersionView
from samspill.web.pages.plan_writing.inputs import PlainText, text_area

COMMENT_CHARS_MAX = 2000
"""A report is read in a list of sixty; what needs more room belongs in a document."""
ORDER = (Status.NOT_STARTED, Status.PLANNED, Status.IN_PROGRESS, Status.DONE, Status.UNKNOWN)
"""As the work goes; not knowing stands last, for it is an answer one should have to reach for."""


class StatusForm(forms.Form):
    """Which year, how it goes, and what has happened."""

    aar = forms.TypedChoiceField(
        label=_("Hvilket år gjelder det?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Velg året du melder status for."),
            "invalid_choice": _("Planen har ikke det året."),
        },
    )
    status = forms.TypedChoiceField(
        label=_("Hvordan går det?"),
        coerce=Status,
        choices=[(status.value, status.value) for status in ORDER],
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvordan det går."), "invalid_choice": _("Velg en av statusene på siden.")},
    )
    comment = PlainText(
        label=_("Hva har skjedd, og hva skjer nå?"),
        required=False,
        max_length=COMMENT_CHARS_MAX,
        widget=text_area(5),
        error_messages={"max_length": _("Kommentaren er for lang: %(show_value)d tegn. Høyst %(limit_value)d.")},
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, measure: MeasureView, version: VersionView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["aar"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(year_labels(measure, version).items())


def year_labels(measure: MeasureView, version: VersionView) -> dict[int, str]:
    """Return the years that take a status, with what their columns are called, the newest first."""
    labels = {head.year: head.label or str(head.year) for head in version.years}
    for cell in measure.cells:
        if cell.year is not None:
            labels.setdefault(cell.year, cell.label or str(cell.year))
    return dict(sorted(labels.items(), reverse=True))


def first_year(years: list[int], *, asked: int | None, today: int) -> int | None:
    """Return the year to begin with: the asked one, else this year, else the last one before it, else the first."""
    if asked in years:
        return asked
    past = [year for year in years if year <= today]
    return max(past) if past else min(years, default=None)
