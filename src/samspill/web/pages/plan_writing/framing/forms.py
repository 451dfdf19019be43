"""The forms for a draft's own words and for an area's."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspill.plan.api import AreaFrame, GroupFrame, VersionFrame
from samspill.plan.contracts import CellKind, YearHead
from samspill.web.pages.plan.words import KIND_WORDS
from samspill.web.pages.plan_writing.inputs import Lines, PlainText, text_area

LABEL, KIND, GROUP = "label-", "kind-", "gruppe-"


def _why() -> PlainText:
    return PlainText(
        label=_("Hvorfor endrer du?"),
        required=False,
        max_length=300,
        help_text=_("Vises i historikken, sammen med hvem du er og når du endret."),
    )


class VersionForm(forms.Form):
    """A draft's title, owner, day, goals, and what its years are called and say."""

    title = PlainText(label=_("Hva heter planen?"), required=False)
    owner = PlainText(label=_("Eier"), required=False, help_text=_("Hvem planen hører til."))
    dated = forms.DateField(
        label=_("Datert"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Skriv datoen som år-måned-dag, for eksempel 2026-06-30.")},
    )
    goals = Lines(
        label=_("Planens overordnede mål"), required=False, widget=text_area(5), help_text=_("Ett mål på hver linje.")
    )
    why = _why()
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, years: tuple[YearHead, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._years = years
        for place, head in enumerate(years):
            self.fields[f"{LABEL}{place}"] = PlainText(
                label=_("Overskrift for %(year)s") % {"year": head.year}, required=False, initial=head.label
            )
            self.fields[f"{KIND}{place}"] = forms.TypedChoiceField(
                label=_("Hva sier kolonnen for %(year)s?") % {"year": head.year},
                coerce=CellKind,
                initial=head.kind.value,
                choices=[(kind.value, words) for kind, words in KIND_WORDS.items()],
            )

    @property
    def year_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The label and the kind of each year."""
        return [(self[f"{LABEL}{place}"], self[f"{KIND}{place}"]) for place in range(len(self._years))]

    def frame(self) -> VersionFrame:
        """Return what a valid form says."""
        said = self.cleaned_data
        years = tuple(
            replace(head, label=said[f"{LABEL}{place}"], kind=said[f"{KIND}{place}"])
            for place, head in enumerate(self._years)
        )
        return VersionFrame(said["title"], said["owner"], said["dated"], Lines.apart(said["goals"]), years)

    def field_of(self, name: str) -> str:
        """Return the form's field for the plan's name of it (``label 2026``)."""
        part, _space, year = name.partition(" ")
        places = [place for place, head in enumerate(self._years) if str(head.year) == year]
        return f"{part}-{places[0]}" if places else name


class AreaForm(forms.Form):
    """An area's name, number, goals and groups."""

    name = PlainText(label=_("Hva heter området?"), required=False)
    number = forms.IntegerField(
        label=_("Nummer"),
        required=False,
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Skriv et helt tall."), "min_value": _("Skriv et helt tall.")},
    )
    goals = Lines(label=_("Målbilde"), required=False, widget=text_area(6), help_text=_("Ett mål på hver linje."))
    new_group = PlainText(
        label=_("Ny gruppe"),
        required=False,
        help_text=_("Gruppen kommer sist i området. Tomt felt gir ingen ny gruppe."),
    )
    why = _why()
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, groups: tuple[GroupFrame, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._groups = groups
        for number, group in enumerate(groups, start=1):
            self.fields[f"{GROUP}{group.id}"] = PlainText(
                label=_("Gruppe %(number)s") % {"number": number}, required=False, initial=group.name
            )

    @property
    def group_fields(self) -> list[forms.BoundField]:
        """The name of each group there is."""
        return [self[f"{GROUP}{group.id}"] for group in self._groups]

    def frame(self) -> AreaFrame:
        """Return what a valid form says."""
        said = self.cleaned_data
        groups = tuple(GroupFrame(group.id, said[f"{GROUP}{group.id}"]) for group in self._groups)
        made = (GroupFrame(None, said["new_group"]),) if said["new_group"] else ()
        return AreaFrame(said["name"], said["number"], Lines.apart(said["goals"]), (*groups, *made))

    def field_of(self, name: str) -> str:
        """Return the form's field for the plan's name of it (``group 7``)."""
        part, _space, number = name.partition(" ")
        if part != "group":
            return name
        return "new_group" if number == "new" else f"{GROUP}{number}"


def version_initial(frame: VersionFrame) -> dict[str, Any]:
    """Return what a version's form shows at first."""
    return {
        "title": frame.title,
        "owner": frame.owner,
        "dated": frame.dated,
        "goals": "\n".join(frame.goals),
        "base": frame.mark,
    }


def area_initial(frame: AreaFrame) -> dict[str, Any]:
    """Return what an area's form shows at first."""
    return {"name": frame.name, "number": frame.number, "goals": "\n".join(frame.goals), "base": frame.mark}
