"""The top navigation, by task: what exists now, and what the reader's role may use."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samspill.kernel.people import Capacity, Person
from samspill.web.requests import person_of


@dataclass(frozen=True, slots=True)
class Place:
    """One place to go to."""

    label: str | Promise
    view: str
    """The name of its address, for example ``plan:portfolio``."""
    capacity: Capacity = Capacity.READ
    also: tuple[str, ...] = ()
    """Other addresses that belong under it: whole names, or a prefix that ends in ``*``."""
    demo_only: bool = False
    """Whether its address exists in demo mode only."""

    def holds(self, name: str) -> bool:
        """Tell whether the address named so is this place or belongs under it."""
        return name == self.view or any(
            name.startswith(other[:-1]) if other.endswith("*") else name == other for other in self.also
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A task in the top navigation, with the places it holds; the first is its own page."""

    label: str | Promise
    places: tuple[Place, ...]


SECTIONS: tuple[Section, ...] = (
    Section(
        _("Plan"),
        (
            Place(
                _("Portefølje"),
                "plan:portfolio",
                also=(
                    "plan:area",
                    "plan:measure",
                    "plan_writing:edit",
                    "plan_writing:edit_area",
                    "plan_writing:move",
                    "plan_writing:new",
                    "plan_writing:new_area",
                    "plan_writing:reported",
                    "plan_writing:state",
                    "plan_writing:status",
                ),
            ),
            Place(_("Mine tiltak"), "plan:mine", capacity=Capacity.REPORT_STATUS),
            Place(_("Endringer"), "plan:changes"),
            Place(_("Importer"), "imports:all", capacity=Capacity.KEEP_PLAN, also=("imports:*",)),
            Place(
                _("Versjoner"),
                "plan_writing:versions",
                also=("plan_writing:compare", "plan_writing:edit_version", "plan_writing:start", "plan_writing:turn"),
            ),
        ),
    ),
    Section(
        _("Datadeling"),
        (
            Place(_("Tilstand"), "sharing:state", capacity=Capacity.DEVELOP),
            Place(_("Innlastinger"), "sharing:loads", capacity=Capacity.DEVELOP),
            Place(_("Hva tjeneren kan"), "sharing:conformance", capacity=Capacity.DEVELOP),
            Place(_("Abonnementer"), "sharing:subscriptions", capacity=Capacity.DEVELOP),
            Place(_("Prøv et søk"), "sharing:search", capacity=Capacity.DEVELOP, demo_only=True),
        ),
    ),
    Section(_("Virksomheter"), (Place(_("Virksomheter"), "organisations:all", also=("organisations:one",)),)),
)


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place as the page shows it."""

    label: str | Promise
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section as the page shows it."""

    label: str | Promise
    address: str
    is_here: bool
    places: tuple[ShownPlace, ...]
    """Empty when the section is one page."""


def shown_sections(request: HttpRequest) -> tuple[ShownSection, ...]:
    """Return the navigation for the person who is signed in; nobody else has one."""
    person = person_of(request)
    if person is None:
        return ()
    match = request.resolver_match
    here = match.view_name if match else ""
    shown = (_shown(section, person=person, here=here) for section in SECTIONS)
    return tuple(section for section in shown if section is not None)


def _shown(section: Section, *, person: Person, here: str) -> ShownSection | None:
    places = tuple(
        ShownPlace(place.label, reverse(place.view), is_here=place.holds(here))
        for place in section.places
        if person.may(place.capacity) and (settings.SAMSPILL.demo or not place.demo_only)
    )
    if not places:
        return None
    return ShownSection(
        label=section.label,
        address=places[0].address,
        is_here=any(place.is_here for place in places),
        places=places if len(section.places) > 1 else (),
    )
