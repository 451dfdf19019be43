"""What a turn of a version must tell."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspill.plan.contracts import VersionState
from samspill.web.pages.plan_writing.inputs import PlainText


class TurnForm(forms.Form):
    """The reason, and where and when a version was adopted."""

    adopted_on = forms.DateField(
        label=_("Vedtatt dato"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Skriv datoen som år-måned-dag, for eksempel 2026-06-30.")},
    )
    adopted_in = PlainText(
        label=_("Vedtatt i"),
        required=False,
        max_length=300,
        help_text=_("Møtet og saken, for eksempel «Strategisk samarbeidsutvalg, sak 12/26»."),
    )
    why = PlainText(label=_("Hvorfor?"), required=False, max_length=300, help_text=_("Vises i historikken for planen."))

    def __init__(self, *args: Any, to: VersionState, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if to is VersionState.DISCARDED:
            self.fields["why"].required = True
            self.fields["why"].error_messages["required"] = _("Skriv hvorfor utkastet forkastes.")
        if to is not VersionState.ADOPTED:
            del self.fields["adopted_on"], self.fields["adopted_in"]
        else:
            self.fields["adopted_on"].required = True
            self.fields["adopted_on"].error_messages["required"] = _("Skriv hvilken dag versjonen ble vedtatt.")


class StartForm(forms.Form):
    """What a new working draft is called, and its years."""

    title = PlainText(
        label=_("Hva skal versjonen hete?"),
        max_length=300,
        error_messages={"required": _("Skriv hva versjonen skal hete.")},
    )
    next_year = forms.BooleanField(required=False)
    drop_first = forms.BooleanField(required=False)

    def __init__(self, *args: Any, first: int, next_: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_year"].label = _("Legg til %(year)s som nytt planår") % {"year": next_}
        self.fields["drop_first"].label = _("Ta bort %(year)s fra den nye versjonen") % {"year": first}
        self.fields["drop_first"].help_text = _("%(year)s blir stående i versjonen du starter fra.") % {"year": first}
