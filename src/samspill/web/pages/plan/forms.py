"""What a reader may ask for; it all lives in the URL, and works as a plain GET form."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspill.kernel.organisations import OrganisationId
from samspill.plan.contracts import AreaId, MeasureState, PortfolioFilter, PortfolioView, Status
from samspill.web.community import community
from samspill.web.components.words import MEASURE_STATE_LOOKS, STATUS_LOOKS
from samspill.web.pages.organisations.presenters import norwegian

EARLIEST = date(1900, 1, 1)
"""No plan is older, and the first days of the calendar have no moment in every time zone."""
FOLDED = ("virksomhet", "fase", "frist")
Choices = list[tuple[str, Any]]


def day_input() -> forms.DateInput:
    """Return the browser's own way to choose a day."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FilterForm(forms.Form):
    """The filter above the portfolio; the choices are those of the version that is shown."""

    tekst = forms.CharField(
        label=_("Søk i tiltakene"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    omrade = forms.ChoiceField(label=_("Område"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    aar = forms.ChoiceField(label=_("År"), required=False)
    virksomhet = forms.ChoiceField(label=_("Ansvarlig virksomhet"), required=False)
    fase = forms.ChoiceField(label=_("Fase"), required=False)
    frist = forms.DateField(label=_("Frist til og med"), required=False, widget=day_input())

    def __init__(self, *args: Any, everything: PortfolioView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = everything.version.status_words
        self._offer(
            "omrade", _("Alle områder"), ((str(area.id), area.name or _("Uten navn")) for area in everything.areas)
        )
        self._offer("status", _("Alle statuser"), ((s.value, words.get(s) or STATUS_LOOKS[s].word) for s in Status))
        self._offer("aar", _("Alle år"), ((str(head.year), head.label) for head in everything.version.years))
        self._offer("virksomhet", _("Alle virksomheter"), _organisations(everything.organisation_ids))
        self._offer("fase", _("Alle faser"), ((state.value, MEASURE_STATE_LOOKS[state].word) for state in MeasureState))

    def _offer(self, name: str, everything: Any, choices: Iterable[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", everything), *choices]

    def where(self) -> PortfolioFilter:
        """Return what is asked for; what cannot be understood is not asked, and its field says so."""
        self.is_valid()
        asked = self.cleaned_data
        return PortfolioFilter(
            text=asked.get("tekst", "").strip(),
            area_id=AreaId(int(asked["omrade"])) if asked.get("omrade") else None,
            status=Status(asked["status"]) if asked.get("status") else None,
            year=int(asked["aar"]) if asked.get("aar") else None,
            state=MeasureState(asked["fase"]) if asked.get("fase") else None,
            organisation_id=OrganisationId(asked["virksomhet"]) if asked.get("virksomhet") else None,
            due_by=asked.get("frist"),
        )

    def where_any_status(self) -> PortfolioFilter:
        """Return what is asked for apart from the status, so that each status can be counted."""
        return replace(self.where(), status=None)

    def word_of(self, name: str) -> str:
        """Return the words of what is chosen in a field of choices."""
        field = self.fields[name]
        chosen = self.cleaned_data.get(name, "")
        choices: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
        return str(dict(choices).get(chosen, chosen))

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields that are always shown."""
        return [self[name] for name in self.fields if name not in FOLDED]

    @property
    def folded(self) -> list[forms.BoundField]:
        """The fields that are folded away until they are asked for."""
        return [self[name] for name in FOLDED]

    @property
    def more_is_asked(self) -> bool:
        """Whether one of the filters that are folded away is in use, or needs to be mended."""
        return any(self.data.get(name) for name in FOLDED)


class SinceForm(forms.Form):
    """From which day changes are shown."""

    fra = forms.DateField(label=_("Endringer fra og med"), required=False, widget=day_input())

    def since(self, otherwise: date) -> date:
        """Return the day that is asked for; what cannot be understood counts as not asked, and the field says so."""
        self.is_valid()
        return max(self.cleaned_data.get("fra") or otherwise, EARLIEST)


def _organisations(ids: Iterable[OrganisationId]) -> Choices:
    register = community().organisations
    named = [(str(one), found.name if (found := register.find(one)) else str(one)) for one in ids]
    return sorted(named, key=lambda choice: norwegian(choice[1]))
