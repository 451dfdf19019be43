"""What the reader asks for: a line, or a type and parameters one by one."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samspill.web.pages.sharing.search.query import (
    LineRefused,
    Pair,
    Search,
    holds_national,
    joined,
    next_page,
    read_line,
)

ROWS = 4
LINE_LENGTH_MAX = 4000


class SearchForm(forms.Form):
    """A search; checked as far as the page goes, the rest is the engine's to say."""

    line = forms.CharField(
        label=_("Spørrelinje"),
        required=False,
        max_length=LINE_LENGTH_MAX,
        help_text=_("Slik det står i en adresse, for eksempel Observation?code=85354-9&_count=5."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "sam-code"}),
    )
    type = forms.ChoiceField(label=_("Ressurstype"), required=False)
    only_count = forms.BooleanField(label=_("Bare antallet (_summary=count)"), required=False)
    onward = forms.CharField(
        label=_("Neste side"), required=False, max_length=4 * LINE_LENGTH_MAX, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, types: Sequence[str] = (), prefix_path: str = "/fhir", **kwargs: Any) -> None:
        """Make the form.

        Args:
            args: as Django's forms take them.
            types: the resource types to choose among.
            prefix_path: the path of the FHIR base, which a whole address in the line begins with.
            kwargs: as Django's forms take them.
        """
        super().__init__(*args, **kwargs)
        self._prefix_path = prefix_path
        choices = [("", gettext("Alle typer")), *((name, name) for name in types)]
        self.fields["type"] = forms.ChoiceField(label=_("Ressurstype"), required=False, choices=choices)
        self.order_fields(["line", "type"])
        for number in range(1, ROWS + 1):
            self.fields[f"name_{number}"] = _plain(gettext("Parameter %(number)s") % {"number": number}, 200)
            self.fields[f"value_{number}"] = _plain(gettext("Verdi %(number)s") % {"number": number}, 2000)

    def rows(self) -> Iterator[tuple[BoundField, BoundField]]:
        """Yield the fields of each parameter."""
        for number in range(1, ROWS + 1):
            yield self[f"name_{number}"], self[f"value_{number}"]

    def clean(self) -> dict[str, Any]:
        """Read the line; leave in ``search`` what is asked for."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            line = read_line(data.get("line", ""), prefix=self._prefix_path)
        except LineRefused:
            told = _("Linjen er ikke et søk. Skriv en ressurstype, et spørsmålstegn og parametere med & mellom.")
            self.add_error("line", told)
            return data
        if holds_national(line):
            told = _(
                "Et fødselsnummer skal ikke stå i en adresse, for adresser havner i logger. "
                "Skriv parameteren i feltene under i stedet: de sendes i kroppen, med POST til _search."
            )
            self.add_error("line", told)
        only_count = data.get("only_count", False)
        asked = joined(line, data.get("type", ""), tuple(self._pairs(data)), only_count=only_count)
        data["search"] = self._onward(asked, data.get("onward", ""))
        return data

    def _onward(self, asked: Search, onward: str) -> Search:
        try:
            return next_page(asked, onward) if onward else asked
        except LineRefused:
            self.add_error("onward", _("Lenken til neste side kan ikke leses. Søk på nytt."))
            return asked

    def _pairs(self, data: dict[str, Any]) -> Iterator[Pair]:
        for number in range(1, ROWS + 1):
            name, value = data.get(f"name_{number}", ""), data.get(f"value_{number}", "")
            if name:
                yield name, value
            elif value:
                self.add_error(f"name_{number}", _("Skriv hvilken parameter verdien hører til."))

    @property
    def search(self) -> Search:
        """What is asked for, once the form is checked."""
        found: Search = self.cleaned_data["search"]
        return found


def _plain(label: str, length_max: int) -> forms.CharField:
    attributes = {"autocomplete": "off", "spellcheck": "false", "class": "sam-code"}
    widget = forms.TextInput(attrs=attributes)
    return forms.CharField(label=label, required=False, max_length=length_max, widget=widget)
