"""Where a measure goes next, and why."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspill.plan.contracts import AreaView, GroupId, MeasureState
from samspill.web.components.words import MEASURE_STATE_LOOKS
from samspill.web.pages.plan_writing.inputs import PlainText, text_area


class StateForm(forms.Form):
    """The next state and the reason; the plan itself says when a reason is needed."""

    to = forms.TypedChoiceField(
        label=_("Hva skal fasen være nå?"),
        coerce=MeasureState,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Velg den nye fasen."),
            "invalid_choice": _("Tiltaket kan ikke gå dit herfra. Velg en av fasene på siden."),
        },
    )
    why = PlainText(label=_("Hvorfor?"), required=False, max_length=300, widget=text_area(3))
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, turns: Iterable[MeasureState], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(state.value, MEASURE_STATE_LOOKS[state].word) for state in turns]


class MoveForm(forms.Form):
    """The group a measure moves to."""

    group = forms.TypedChoiceField(
        label=_("Flytt til"),
        coerce=lambda text: GroupId(int(text)),
        error_messages={"required": _("Velg hvor tiltaket skal stå.")},
    )
    why = PlainText(label=_("Hvorfor?"), required=False, max_length=300)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, areas: Iterable[AreaView], stands_in: GroupId, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        groups = [
            (
                area.name or _("Område uten navn"),
                [
                    (str(group.id), group.name or _("Gruppe uten navn"))
                    for group in area.groups
                    if group.id != stands_in
                ],
            )
            for area in areas
        ]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Velg område og gruppe")), *((name, there) for name, there in groups if there)]
