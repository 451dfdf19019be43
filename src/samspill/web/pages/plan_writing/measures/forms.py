"""The form for all that a person may write about a measure: its own fields, those responsible, and a text per year."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samspill.kernel.organisations import Organisation
from samspill.plan.contracts import CellKind, Origin, VersionView
from samspill.web.community import community, today
from samspill.web.kinds import by_kind
from samspill.web.pages.organisations.presenters import norwegian
from samspill.web.pages.plan.words import ORIGIN_WORDS
from samspill.web.pages.plan_writing.inputs import Lines, PlainText, text_area

ROWS_EXTRA = 2
"""Empty rows under those responsible; «Legg til flere» gives as many again."""
ROWS_MAX = 40
CELLS_MAX = 60


class MeasureForm(forms.Form):
    """A measure's own fields. The plan sets the limits and says so by the field."""

    title = PlainText(label=_("Hva heter tiltaket?"), required=False, widget=text_area(2))
    description = PlainText(
        label=_("Beskrivelse"),
        required=False,
        widget=text_area(4),
        help_text=_("Hva skal gjøres, og hva skal det føre til?"),
    )
    deadline_text = PlainText(
        label=_("Frist med ord"),
        required=False,
        help_text=_("Slik den skal stå i planen, for eksempel «innen sommeren 2026»."),
    )
    deadline_latest = forms.DateField(
        label=_("Siste dag"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Gjør at Samspill kan si fra når fristen nærmer seg."),
        error_messages={"invalid": _("Skriv datoen som år-måned-dag, for eksempel 2026-06-30.")},
    )
    remark = PlainText(label=_("Merknad"), required=False, widget=text_area(2))
    bullets = Lines(
        label=_("Kulepunkter"),
        required=False,
        widget=text_area(3),
        help_text=_("Ett punkt på hver linje."),
    )
    target_groups = Lines(
        label=_("Målgrupper"),
        required=False,
        widget=text_area(2),
        help_text=_("Én målgruppe på hver linje."),
    )
    owner_forum = PlainText(
        label=_("Forum som eier tiltaket"),
        required=False,
        help_text=_("For eksempel et fagnettverk eller et fagutvalg."),
    )
    origin = forms.TypedChoiceField(
        label=_("Hvor kommer tiltaket fra?"),
        required=False,
        coerce=Origin,
        empty_value=Origin.UNKNOWN,
        choices=[(origin.value, words) for origin, words in ORIGIN_WORDS.items()],
    )
    why = PlainText(
        label=_("Hvorfor endrer du?"),
        required=False,
        max_length=300,
        help_text=_("Vises i historikken, sammen med hvem du er og når du endret."),
    )


class ResponsibleForm(forms.Form):
    """One body or role that answers for the measure."""

    organisation = forms.ChoiceField(label=_("Virksomhet"), required=False)
    text = PlainText(label=_("Navn i planen"), required=False)
    role = PlainText(label=_("Rolle"), required=False)
    remove = forms.BooleanField(label=_("Fjern"), required=False)

    def __init__(self, *args: Any, organisations: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        if isinstance(field, forms.ChoiceField):
            field.choices = organisations


class CellForm(forms.Form):
    """What a year says. A text whose year the source has lost may be given one."""

    year = forms.CharField(required=False, max_length=4)
    kind = forms.TypedChoiceField(
        coerce=CellKind, choices=[(kind.value, kind.value) for kind in CellKind], widget=forms.HiddenInput
    )
    text = PlainText(label=_("Tekst"), required=False, widget=text_area(2))
    placed = forms.CharField(required=False, widget=forms.HiddenInput)
    """The year the row had when the page was drawn; empty when somebody may still choose one."""

    def __init__(self, *args: Any, labels: Mapping[tuple[str, str], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if placed := self.placed_year:
            # Before anything asks for the field: a bound field takes its label once.
            self.fields["text"].label = labels.get((placed, str(self["kind"].value() or ""))) or placed

    @property
    def placed_year(self) -> str:
        """The year of a row that has one."""
        return str(self["placed"].value() or "")

    def clean_year(self) -> int | None:
        """Return the year, or ``None`` when it is not known."""
        year = self.cleaned_data["year"]
        if not year:
            return None
        if not (year.isascii() and year.isdigit()):
            raise forms.ValidationError(_("Velg et av årene i planen."))
        return int(year)


ResponsibleRows = forms.formset_factory(
    ResponsibleForm, extra=ROWS_EXTRA, max_num=ROWS_MAX, absolute_max=ROWS_MAX + 10, validate_max=True
)
CellRows = forms.formset_factory(CellForm, extra=0, max_num=CELLS_MAX, absolute_max=CELLS_MAX + 10, validate_max=True)


def organisation_choices(kept: tuple[str, ...] = ()) -> list[Any]:
    """Return the organisations to choose among, by kind: those that exist today, and those already chosen.

    A form that cannot show a choice would take it away when it is saved: whatever is chosen already stays a choice.

    Args:
        kept: Ids that are chosen already, also of an organisation that has ended or that another community knows.
    """
    register, day = community().organisations, today()
    offered = [one for one in register.all() if day in one.valid or one.id in kept]
    groups = by_kind(offered, kind=lambda one: one.kind)
    named = [(words.many, [(one.id, _name(one, day)) for one in _sorted(members)]) for words, members in groups]
    shown = {str(one.id) for one in offered}
    others = [
        (id_, gettext("%(name)s (ikke i registeret)") % {"name": id_})
        for id_ in dict.fromkeys(kept)
        if id_ and id_ not in shown
    ]
    return [("", _("Ingen i registeret")), *others, *named]


def _name(organisation: Organisation, day: date) -> str:
    if day in organisation.valid:
        return organisation.name
    return gettext("%(name)s (gjelder ikke lenger)") % {"name": organisation.name}


def _sorted(organisations: list[Organisation]) -> list[Organisation]:
    return sorted(organisations, key=lambda one: norwegian(one.name))


def place_choices(areas: Any) -> list[Any]:
    """Return where a new measure may stand: each group, or a new group in each area.

    Args:
        areas: The areas of the version (``AreaView``).
    """
    return [
        (
            area.name or _("Område uten navn"),
            [
                *((f"g{group.id}", group.name or _("Gruppe uten navn")) for group in area.groups),
                (f"o{area.id}", _("Ny gruppe her")),
            ],
        )
        for area in areas
    ]


class PlaceForm(forms.Form):
    """Where in the plan a new measure stands."""

    place = forms.ChoiceField(
        label=_("Hvor i planen?"),
        error_messages={"required": _("Velg hvor i planen tiltaket hører hjemme.")},
    )
    group_name = PlainText(
        label=_("Navn på ny gruppe"),
        required=False,
        max_length=300,
        help_text=_("Fyll ut bare når du har valgt «Ny gruppe her». Tomt felt gir en gruppe uten navn."),
    )

    def __init__(self, *args: Any, areas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Velg område og gruppe")), *place_choices(areas)]


def year_choices(version: VersionView) -> list[tuple[str, str | Promise]]:
    """Return the years that a text without a year may be given."""
    years = dict.fromkeys(head.year for head in version.years)
    labels = {head.year: head.label or str(head.year) for head in version.years}
    return [("", _("Vet ikke hvilket år")), *((str(year), labels[year]) for year in years)]
