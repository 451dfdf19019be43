"""What every template is given."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from samspill import __version__
from samspill.web.community import community
from samspill.web.navigation import shown_sections
from samspill.web.preferences import SCHEMES, chosen_scheme
from samspill.web.requests import person_of, way_back


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Return the reader, the community, the navigation and the choices in the footer."""
    person = person_of(request)
    return {
        "person": person,
        "way_back": way_back(request),
        "person_organisation": community().organisations.find(person.organisation_id) if person else None,
        "community": community(),
        "sections": shown_sections(request),
        "color_scheme": chosen_scheme(request),
        "color_schemes": SCHEMES,
        "demo": settings.SAMSPILL.demo,
        "samspill_version": __version__,
    }
