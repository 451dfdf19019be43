"""The demo's way in: choose a role. It exists in demo mode only."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST

from samspill.kernel.clock import now
from samspill.kernel.organisations import Organisation
from samspill.kernel.people import Person
from samspill.kernel.refusals import NotFound
from samspill.kernel.texts import say
from samspill.web.community import community, today
from samspill.web.kinds import KindWords, by_kind
from samspill.web.requests import safe_way
from samspill.web.signing_in import sessions
from samspill.web.signing_in.contracts import SIGN_IN_ADDRESS, open_to_all

HOME = "/"


@dataclass(frozen=True, slots=True)
class Role:
    """A role on the page, with the organisation it is held for."""

    person: Person
    organisation: Organisation


@dataclass(frozen=True, slots=True)
class RoleGroup:
    """The roles of one kind of organisation."""

    words: KindWords
    roles: tuple[Role, ...]


class RolePicker:
    """Sign in by choosing a role."""

    def addresses(self) -> list[URLPattern]:
        """Return the page, and signing out."""
        return [
            path(SIGN_IN_ADDRESS.removeprefix("/"), choose, name="sign-in"),
            path("logg-ut/", leave, name="sign-out"),
        ]


def role_groups() -> tuple[RoleGroup, ...]:
    """Return today's roles, by kind of organisation."""
    register = community().organisations
    day = today()
    roles = [
        Role(person, organisation)
        for person in community().people
        if day in person.valid and (organisation := register.find(person.organisation_id))
    ]
    grouped = by_kind(roles, kind=lambda role: role.organisation.kind)
    return tuple(RoleGroup(words, tuple(members)) for words, members in grouped)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Show the roles, or begin a session in the one that was chosen."""
    onward = safe_way(request, request.POST.get("next") or request.GET.get("next") or HOME, otherwise=HOME)
    if request.method != "POST":
        return render(request, "signing_in/role_picker.html", {"groups": role_groups(), "next": onward})
    person = community().person(request.POST.get("person", ""))
    if person is None or today() not in person.valid:
        raise NotFound(
            say("Rollen finnes ikke lenger."), remedy=say("Gå tilbake til listen over roller, og velg en annen.")
        )
    sessions.sign_in(request, person, at=now())
    return HttpResponseRedirect(onward)


@open_to_all
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the session."""
    sessions.sign_out(request)
    return HttpResponseRedirect(SIGN_IN_ADDRESS)
