"""The pages about organisations."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samspill.kernel.refusals import NotFound
from samspill.kernel.texts import say
from samspill.web.community import community, today
from samspill.web.pages.organisations.forms import WantedForm
from samspill.web.pages.organisations.presenters import groups, norwegian, row_of


@require_safe
def all_of_them(request: HttpRequest) -> HttpResponse:
    """Show the organisations by kind, as they were on a day."""
    form = WantedForm(request.GET)
    wanted = form.wanted(today=today())
    shown = groups(community(), wanted)
    context: dict[str, Any] = {
        "form": form,
        "wanted": wanted,
        "groups": shown,
        "count": sum(len(group.rows) for group in shown),
        "is_today": wanted.day == today(),
    }
    return render(request, "organisations/all.html", context)


@require_safe
def one(request: HttpRequest, organisation_id: str) -> HttpResponse:
    """Show one organisation, with what lies below it and where it belongs.

    Raises:
        NotFound: the register does not have it.
    """
    register = community().organisations
    organisation = register.find(organisation_id)
    if organisation is None:
        raise NotFound(
            say("Vi finner ikke virksomheten i registeret."), remedy=say("Se etter den i listen over virksomheter.")
        )
    day: date = today()
    children = sorted(register.children(organisation.id, day=day), key=lambda child: norwegian(child.name))
    sector_of = [
        other
        for other in register.on(day)
        if (sector := other.sector_on(day)) and sector.hospital_id == organisation.id
    ]
    context = {
        "row": row_of(community(), organisation, day=day),
        "children": children,
        "sector_of": sorted(sector_of, key=lambda other: norwegian(other.name)),
        "sectors": [(sector, register.find(sector.hospital_id)) for sector in organisation.sectors],
        "people": [person for person in community().people if person.organisation_id == organisation.id],
    }
    return render(request, "organisations/one.html", context)
