"""What a reader may ask for in the list of organisations; it all lives in the URL."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from samspill.kernel.organisations import Kind
from samspill.web.kinds import KINDS


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which organisations to show."""

    day: date
    kind: Kind | None = None
    text: str = ""
    ended_too: bool = False


class WantedForm(forms.Form):
    """The filter above the list."""

    text = forms.CharField(label=_("Navn eller organisasjonsnummer"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Type"), required=False)
    day = forms.DateField(
        label=_("Slik det var"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ended = forms.BooleanField(label=_("Vis også virksomheter som er avviklet"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [("", _("Alle typer")), *((words.kind.value, words.many) for words in KINDS)]
        self.fields["kind"] = forms.ChoiceField(label=_("Type"), required=False, choices=choices)

    def wanted(self, *, today: date) -> Wanted:
        """Return what is asked for; what cannot be understood counts as not asked."""
        asked = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return Wanted(
            day=asked.get("day") or today,
            kind=Kind(asked["kind"]) if asked.get("kind") else None,
            text=asked.get("text", "").strip(),
            ended_too=asked.get("ended", False),
        )
