"""What a request carries in Samspill: the person who is signed in, and safe ways onward."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from samspill.kernel.people import Capacity, Person
from samspill.kernel.refusals import NotAllowed
from samspill.kernel.texts import say


def person_of(request: HttpRequest) -> Person | None:
    """Return the person who is signed in, or ``None``."""
    person = getattr(request, "person", None)
    return person if isinstance(person, Person) else None


def signed_in_person(request: HttpRequest) -> Person:
    """Return the person who is signed in, on a page that only such persons reach.

    Raises:
        LookupError: the page was opened to everyone by mistake.
    """
    person = person_of(request)
    if person is None:
        raise LookupError("a page for signed-in persons was reached without one")
    return person


def demand(request: HttpRequest, capacity: Capacity) -> Person:
    """Return the person, whose role must allow this.

    Raises:
        NotAllowed: the role does not allow it.
    """
    person = signed_in_person(request)
    if not person.may(capacity):
        raise NotAllowed(
            say("Rollen din gir ikke tilgang til denne siden."),
            why=say("Du er logget inn som %(role)s.", role=person.name),
            remedy=say("Be sekretariatet om hjelp, eller bytt til en rolle som har tilgang."),
        )
    return person


def safe_way(request: HttpRequest, address: str, *, otherwise: str) -> str:
    """Return an address to go on to: the asked one when it stays on this site, else the other."""
    stays = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if address.startswith("/") and stays else otherwise
